using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>A virtual machine, always emulated (TCG), so that it is the same on every host.</summary>
public sealed record QemuMachine
{
    public required Architecture Architecture { get; init; }

    public QemuFirmware Firmware { get; init; } = QemuFirmware.Uefi;

    public int MemoryMiB { get; init; } = 1024;

    public int Processors { get; init; } = 1;

    /// <summary>QEMU's name of the processor; null means <c>qemu64</c> or <c>cortex-a57</c>.</summary>
    public string? Processor { get; init; }

    public IReadOnlyList<QemuDrive> Drives { get; init; } = [];

    /// <summary>Further arguments, as they are.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>The emulator.</summary>
    public string Program => Architecture == Architecture.Arm64 ? "qemu-system-aarch64" : "qemu-system-x86_64";
}
