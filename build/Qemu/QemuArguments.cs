using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>A machine as QEMU's arguments. Pure: looks at no file.</summary>
public static class QemuArguments
{
    /// <summary>The whole argument list; <paramref name="firmware"/> is null for SeaBIOS.</summary>
    /// <exception cref="InvalidInputException">BIOS was asked for on arm64.</exception>
    public static IReadOnlyList<string> Build(QemuMachine machine, OvmfFiles? firmware)
    {
        if (machine is { Firmware: QemuFirmware.Bios, Architecture.Name: "arm64" })
        {
            throw new InvalidInputException("IMG2610", "FIRMWARE=bios: arm64 machines have no BIOS. Use FIRMWARE=uefi.");
        }

        return
        [
            "-nodefaults", "-no-user-config",
            "-machine", machine.Architecture == Architecture.Arm64 ? "virt" : "q35",
            "-accel", "tcg",
            "-cpu", machine.Processor ?? (machine.Architecture == Architecture.Arm64 ? "cortex-a57" : "qemu64"),
            "-smp", machine.Processors.ToString(),
            "-m", machine.MemoryMiB.ToString(),
            "-display", "none",
            "-monitor", "none",
            "-serial", "stdio",
            "-no-reboot",
            "-nic", "none",
            "-device", "virtio-rng-pci",
            .. firmware is null ? [] : Firmware(firmware),
            .. machine.Drives.SelectMany((drive, index) => Drive(drive, index, machine.Architecture)),
            .. machine.ExtraArguments,
        ];
    }

    private static string[] Firmware(OvmfFiles files) =>
    [
        "-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={Escape(files.Code)}",
        "-drive", $"if=pflash,unit=1,format=raw,file={Escape(files.Variables)}",
    ];

    private static IEnumerable<string> Drive(QemuDrive drive, int index, Architecture architecture)
    {
        var id = $"drive{index}";
        var access = (drive.Bus, drive.IsWritable) switch
        {
            (QemuBus.Cdrom, _) => ",readonly=on,media=cdrom",
            (_, true) => string.Empty,
            _ => ",snapshot=on",
        };
        var sectors = drive.SectorBytes == 512
            ? string.Empty
            : $",logical_block_size={drive.SectorBytes},physical_block_size={drive.SectorBytes}";
        yield return "-drive";
        yield return $"if=none,id={id},format={drive.Format},file={Escape(drive.ImagePath)}{access}";
        foreach (var argument in Device(drive.Bus, id, index, architecture).SelectMany(device => (string[])["-device", device]))
        {
            yield return argument.Contains($"drive={id}", StringComparison.Ordinal)
                ? $"{argument},bootindex={index}{sectors}"
                : argument;
        }
    }

    private static string[] Device(QemuBus bus, string id, int index, Architecture architecture) => bus switch
    {
        // AAVMF has no driver for AHCI.
        QemuBus.Cdrom when architecture == Architecture.Arm64 =>
            ["virtio-scsi-pci,id=scsi" + index, $"scsi-cd,bus=scsi{index}.0,drive={id}"],
        QemuBus.Cdrom => ["ich9-ahci,id=ahci" + index, $"ide-cd,bus=ahci{index}.0,drive={id}"],
        QemuBus.Sata => ["ich9-ahci,id=ahci" + index, $"ide-hd,bus=ahci{index}.0,drive={id}"],
        QemuBus.Virtio => [$"virtio-blk-pci,drive={id}"],
        QemuBus.Nvme => [$"nvme,serial=imager{index},drive={id}"],
        QemuBus.Usb => ["qemu-xhci,id=usb" + index, $"usb-storage,bus=usb{index}.0,drive={id}"],
        _ => ["virtio-scsi-pci,id=scsi" + index, $"scsi-hd,bus=scsi{index}.0,drive={id}"],
    };

    /// <summary>QEMU splits option values at commas; a doubled one stands for itself.</summary>
    private static string Escape(string path) => path.Replace(",", ",,", StringComparison.Ordinal);
}
