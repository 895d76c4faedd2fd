using Imager.Core;
using Imager.Formats.Gpt;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Gpt;

[Trait("Category", "Oracle")]
public class GptDiskTests
{
    [Fact]
    public void Sgdisk_finds_no_problem_and_the_same_partitions()
    {
        if (Tool.IsMissing("sgdisk"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var path = artifact.Write(GptDisk.Create(TalosDisk(512)).Map);

        Assert.Contains("No problems found", Tool.RunChecked("sgdisk", "-v", path), StringComparison.Ordinal);
        var listing = Tool.RunChecked("sgdisk", "-p", path);
        Assert.Contains("Disk identifier (GUID): D92D45B3-CDE9-8760-BE9F-A2A71FAC8D11", listing, StringComparison.Ordinal);
        Assert.Matches(@"1 +2048 +206847 +100.0 MiB +EF00 +EFI\n", listing);
        Assert.Matches(@"2 +206848 +208895 +1024.0 KiB +EF02 +BIOS\n", listing);
        Assert.Matches(@"6 +2463744 +2549759 +42.0 MiB +8300 +EPHEMERAL\n", listing);
        Assert.Contains(
            "Attribute flags: 0000000000000004", Tool.RunChecked("sgdisk", "-i", "2", path), StringComparison.Ordinal);
    }

    [Fact]
    public void Sgdisk_finds_the_damage_when_there_is_some()
    {
        if (Tool.IsMissing("sgdisk"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var path = artifact.Write(GptDisk.Create(TalosDisk(512)).Map);
        using (var file = File.OpenWrite(path))
        {
            file.Position = 512 + 60;
            file.WriteByte(0xFF);
        }

        Assert.DoesNotContain("No problems found", Tool.Run("sgdisk", "-v", path).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sfdisk_agrees()
    {
        if (Tool.IsMissing("sfdisk"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var path = artifact.Write(GptDisk.Create(TalosDisk(512)).Map);

        Assert.Contains("No errors detected", Tool.RunChecked("sfdisk", "--verify", path), StringComparison.Ordinal);
        var dump = Tool.RunChecked("sfdisk", "--dump", path);
        Assert.Contains(
            "start=      206848, size=        2048, type=21686148-6449-6E6F-744E-656564454649, "
            + "uuid=A2A02FF5-D88D-8E6E-9C95-26B9B6C80BC3, name=\"BIOS\", attrs=\"LegacyBIOSBootable\"",
            dump,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fdisk_and_parted_agree_on_4096_byte_sectors()
    {
        if (Tool.IsMissing("fdisk", "parted"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var path = artifact.Write(GptDisk.Create(TalosDisk(4096)).Map);

        var fdisk = Tool.Run("fdisk", "-b", "4096", "-l", path);
        Assert.Equal(string.Empty, fdisk.Error);
        Assert.Matches(@"image.raw1 +256 +25855 +25600 +100M EFI System", fdisk.Output);
        Assert.Matches(@"image.raw6 +307968 +318719 +10752 +42M Linux filesystem", fdisk.Output);
        var parted = Tool.RunChecked("env", "PARTED_SECTOR_SIZE=4096", "parted", "-s", path, "unit", "s", "print");
        Assert.DoesNotContain("Warning", parted, StringComparison.Ordinal);
        Assert.Matches(@"2 +25856s +26111s +256s +BIOS", parted);
    }

    [Fact]
    public void Create_writes_the_tables_that_sgdisk_writes_except_the_first_usable_sector()
    {
        if (Tool.IsMissing("sgdisk"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var theirs = artifact.PathOf("theirs.raw");
        var ours = GptDisk.Create(TalosDisk(512));
        using (var file = File.Create(theirs))
        {
            file.SetLength(ours.Map.LengthBytes);
        }

        var arguments = ours.Layout.Partitions.SelectMany(partition => new[]
        {
            "-n", $"{partition.Number}:{partition.FirstLba.Value}:{partition.LastLba.Value}",
            "-c", $"{partition.Number}:{partition.Name}",
            "-u", $"{partition.Number}:{partition.UniqueGuid}",
            "-t", $"{partition.Number}:{partition.TypeGuid}",
        });
        Tool.RunChecked("sgdisk", ["-a", "2048", .. arguments, "-A", "2:set:2", "-U", ours.Layout.DiskGuid.ToString(), theirs]);

        var tail = ours.Map.LengthBytes - (33 * 512);
        using var stream = File.OpenRead(theirs);
        Assert.Equal(WithoutFirstUsable(Read(stream, 512, 33), 0), WithoutFirstUsable(Read(ours, 512, 33), 0));
        Assert.Equal(WithoutFirstUsable(Read(stream, tail, 33), 32 * 512), WithoutFirstUsable(Read(ours, tail, 33), 32 * 512));
    }

    private static byte[] Read(FileStream file, long offsetBytes, int sectors)
    {
        var bytes = new byte[sectors * 512];
        file.Position = offsetBytes;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Read(GptDisk disk, long offsetBytes, int sectors)
    {
        var bytes = new byte[sectors * 512];
        disk.Map.ReadExactly(offsetBytes, bytes);
        return bytes;
    }

    /// <summary>sgdisk writes first usable LBA 34 (bytes 40-47), so the header's CRC (16-19) differs as well.</summary>
    private static byte[] WithoutFirstUsable(byte[] bytes, int header)
    {
        bytes.AsSpan(header + 16, 4).Clear();
        bytes.AsSpan(header + 40, 8).Clear();
        return bytes;
    }

    private static GptDiskOptions TalosDisk(int sectorBytes) => new()
    {
        DiskSize = ByteSize.FromMiB(1246),
        SectorBytes = sectorBytes,
        Partitions =
        [
            Partition("EFI", GptPartitionTypes.EfiSystem, 100),
            Partition("BIOS", GptPartitionTypes.BiosBoot, 1) with { Attributes = GptAttributes.LegacyBiosBootable },
            Partition("BOOT", GptPartitionTypes.LinuxData, 1000),
            Partition("META", GptPartitionTypes.LinuxData, 1),
            Partition("STATE", GptPartitionTypes.LinuxData, 100),
            Partition("EPHEMERAL", GptPartitionTypes.LinuxData, 0) with { Size = null },
        ],
    };

    private static GptPartitionOptions Partition(string name, Guid type, int mebibytes) =>
        new() { Name = name, TypeGuid = type, Size = ByteSize.FromMiB(mebibytes) };
}
