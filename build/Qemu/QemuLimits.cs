namespace Imager.Build.Qemu;

/// <summary>When a machine is stopped from outside.</summary>
public sealed record QemuLimits(TimeSpan Timeout)
{
    /// <summary>Stops the machine after the first line for which this is true.</summary>
    public Func<string, bool> StopAt { get; init; } = _ => false;
}
