namespace Imager.Build.Qemu;

/// <summary>Why a machine is no longer running.</summary>
public enum QemuEnd
{
    /// <summary>It powered itself off or asked for a reset.</summary>
    PoweredOff,

    /// <summary>The line that was waited for came.</summary>
    StopLine,

    /// <summary>The time was over.</summary>
    TimedOut,
}
