namespace Imager.Build.Qemu;

/// <summary>What a machine wrote on its serial console, line by line without terminal codes, and how it ended.</summary>
public sealed record QemuResult(QemuEnd End, IReadOnlyList<string> SerialLines, TimeSpan Time)
{
    public string SerialText => string.Join('\n', SerialLines);
}
