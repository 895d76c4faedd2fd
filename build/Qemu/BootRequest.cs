using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>What the target boot is asked for: IMAGE, FIRMWARE, ATTACH, MEMORY and TIMEOUT, checked.</summary>
public sealed record BootRequest(string ImagePath, QemuMachine Machine, QemuLimits Limits)
{
    /// <summary>What a kernel calls the console that is shown.</summary>
    public string SerialConsole => Machine.Architecture == Architecture.Amd64 ? "ttyS0" : "ttyAMA0";

    /// <summary>Reads the variables; whether the image exists is not asked yet.</summary>
    /// <exception cref="InvalidInputException">One has a value that it cannot have.</exception>
    public static BootRequest Read(BuildContext context)
    {
        var variables = context.Variables;
        var architecture = context.Architectures[0];
        var image = variables[BuildVariables.Image];
        var path = image.Length == 0 ? context.Paths.Iso(architecture) : context.Paths.FromCaller(image);
        var machine = new QemuMachine
        {
            Architecture = architecture,
            Firmware = Choice<QemuFirmware>(variables[BuildVariables.Firmware], BuildVariables.Firmware.Name),
            MemoryMiB = variables.Number(BuildVariables.Memory, 64, 1 << 20),
            Drives = [new(path, BusOf(path, variables[BuildVariables.Attach]))],
        };
        return new(path, machine, new(TimeSpan.FromSeconds(variables.Number(BuildVariables.Timeout, 1, 86_400))));
    }

    /// <summary>The machine with the disk that was made of the image, which may be an unpacked copy.</summary>
    public QemuMachine MachineWith(DiskImageFile disk) =>
        Machine with { Drives = [new(disk.Path, Machine.Drives[0].Bus) { Format = disk.Format }] };

    private static QemuBus BusOf(string path, string attach) =>
        attach.Length > 0 ? Choice<QemuBus>(attach, BuildVariables.Attach.Name)
        : path.EndsWith(".iso", StringComparison.Ordinal) ? QemuBus.Cdrom
        : QemuBus.Virtio;

    private static T Choice<T>(string text, string variable)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new InvalidInputException(
                "IMG2613",
                $"{variable}={text}: choose one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."
                + NearestMatch.Hint(text, Enum.GetNames<T>()));
}
