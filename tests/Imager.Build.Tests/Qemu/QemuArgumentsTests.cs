using Imager.Build.Qemu;
using Imager.Core;

namespace Imager.Build.Tests.Qemu;

public class QemuArgumentsTests
{
    private static readonly OvmfFiles Firmware = new("/fw/code,x.fd", "/work/vars.fd");

    private static string Text(QemuMachine machine, OvmfFiles? firmware = null) =>
        string.Join(' ', QemuArguments.Build(machine, firmware));

    [Fact]
    public void Build_never_uses_the_hosts_processor()
    {
        var text = Text(new() { Architecture = Architecture.Amd64, Firmware = QemuFirmware.Bios });

        Assert.Contains("-accel tcg -cpu qemu64", text, StringComparison.Ordinal);
        Assert.DoesNotContain("kvm", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_attaches_firmware_and_drives_in_boot_order()
    {
        var machine = new QemuMachine
        {
            Architecture = Architecture.Amd64,
            Drives = [new("/a/live.iso", QemuBus.Cdrom), new("/a/disk.raw", QemuBus.Nvme)],
        };

        var text = Text(machine, Firmware);

        Assert.Contains("-drive if=pflash,unit=0,format=raw,readonly=on,file=/fw/code,,x.fd", text, StringComparison.Ordinal);
        Assert.Contains("-drive if=none,id=drive0,format=raw,file=/a/live.iso,readonly=on,media=cdrom", text, StringComparison.Ordinal);
        Assert.Contains("ide-cd,bus=ahci0.0,drive=drive0,bootindex=0", text, StringComparison.Ordinal);
        Assert.Contains("file=/a/disk.raw,snapshot=on", text, StringComparison.Ordinal);
        Assert.Contains("-device nvme,serial=imager1,drive=drive1,bootindex=1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_sets_the_sector_size_only_when_it_is_not_512()
    {
        var drive = new QemuDrive("/d.raw", QemuBus.Virtio) { SectorBytes = 4096, IsWritable = true };

        var text = Text(new() { Architecture = Architecture.Amd64, Firmware = QemuFirmware.Bios, Drives = [drive] });

        Assert.Contains(
            "virtio-blk-pci,drive=drive0,bootindex=0,logical_block_size=4096,physical_block_size=4096", text, StringComparison.Ordinal);
        Assert.DoesNotContain("snapshot", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_makes_an_arm64_machine()
    {
        var text = Text(new() { Architecture = Architecture.Arm64 }, Firmware);

        Assert.Contains("-machine virt -accel tcg -cpu cortex-a57", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_refuses_bios_on_arm64()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => Text(new() { Architecture = Architecture.Arm64, Firmware = QemuFirmware.Bios }));

        Assert.Equal("IMG2610", error.Code);
    }
}
