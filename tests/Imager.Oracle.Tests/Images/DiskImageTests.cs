using System.Text.RegularExpressions;
using Imager.Oracle.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Images;

/// <summary>Whole disks of every layout: the peer's table, and file systems that their own checkers accept.</summary>
[Trait("Category", "Oracle")]
public sealed partial class DiskImageTests
{
    private const long Small = 1246L << 20, Large = 8L << 30;

    private const string Efi = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B BCA5174B-0118-8A6A-AF0B-2C6E1585ACAE EFI";
    private const string Bios = "21686148-6449-6E6F-744E-656564454649 A2A02FF5-D88D-8E6E-9C95-26B9B6C80BC3 BIOS LegacyBIOSBootable";
    private const string Boot = "0FC63DAF-8483-4772-8E79-3D69D8477DE4 24C73076-4092-85DD-9D98-686A2DBF6D81 BOOT";
    private const string Meta = "0FC63DAF-8483-4772-8E79-3D69D8477DE4 CF04F137-101E-8EC6-9627-FA3F51CDABB8 META";
    private const string State = "0FC63DAF-8483-4772-8E79-3D69D8477DE4 F7F88648-DF7C-8ACB-B4D2-6F124659D923 STATE";
    private const string Ephemeral = "0FC63DAF-8483-4772-8E79-3D69D8477DE4 C5E02400-0E5E-80BC-99EC-53B3E45AD6C4 EPHEMERAL";

    private static readonly string[] GrubBefore18 =
    [
        $"2048 206847 {Efi}", $"206848 208895 {Bios}", $"208896 2256895 {Boot}", $"2256896 2258943 {Meta}",
        $"2258944 2463743 {State}", $"2463744 2549759 {Ephemeral}",
    ];

    private static readonly string[] GrubBefore111 = GrubBefore18[..4];

    private static readonly string[] Grub =
        [$"2048 206847 {Efi}", $"206848 208895 {Bios}", $"208896 4304895 {Boot}", $"4304896 4306943 {Meta}"];

    private static readonly string[] SdBootBefore111 = [$"2048 2256895 {Efi}", $"2256896 2258943 {Meta}"];

    private static readonly string[] SdBoot = [$"2048 4304895 {Efi}", $"4304896 4306943 {Meta}"];

    private static readonly string[] DualBootBefore111 =
        [$"2048 2256895 {Efi}", $"2256896 2258943 {Bios}", $"2258944 4306943 {Boot}", $"4306944 4308991 {Meta}"];

    private static readonly string[] DualBoot =
        [$"2048 4304895 {Efi}", $"4304896 4306943 {Bios}", $"4306944 8402943 {Boot}", $"8402944 8404991 {Meta}"];

    private static readonly string[] DualBoot4K =
        [$"256 538111 {Efi}", $"538112 538367 {Bios}", $"538368 1050367 {Boot}", $"1050368 1050623 {Meta}"];

    private static readonly string[] Grub4K =
        [$"256 25855 {Efi}", $"25856 26111 {Bios}", $"26112 538111 {Boot}", $"538112 538367 {Meta}"];

    private static readonly string[] SdBoot4K = [$"256 538111 {Efi}", $"538112 538367 {Meta}"];

    /// <summary>Architecture, version, bootloader, sector size, disk size, table.</summary>
    public static TheoryData<string, string, string, int, long, string[]> Layouts => new()
    {
        { "amd64", "1.6.0", "grub", 512, Small, GrubBefore18 },
        { "arm64", "1.6.0", "grub", 512, Small, GrubBefore18 },
        { "amd64", "1.7.0", "grub", 512, Small, GrubBefore18 },
        { "amd64", "1.9.0", "grub", 512, Small, GrubBefore111 },
        { "arm64", "1.9.0", "grub", 512, Small, GrubBefore111 },
        { "amd64", "1.10.0", "grub", 512, Small, GrubBefore111 },
        { "amd64", "1.10.0", "sd-boot", 512, Small, SdBootBefore111 },
        { "amd64", "1.10.0", "dual-boot", 512, Large, DualBootBefore111 },
        { "amd64", "1.11.0", "grub", 512, Large, Grub },
        { "amd64", "1.11.0", "sd-boot", 512, Large, SdBoot },
        { "amd64", "1.11.0", "dual-boot", 512, Large, DualBoot },
        { "amd64", "1.15.0", "grub", 512, Large, Grub },
        { "amd64", "1.15.0", "sd-boot", 512, Large, SdBoot },
        { "amd64", "1.15.0", "dual-boot", 512, Large, DualBoot },
        { "arm64", "1.15.0", "grub", 512, Large, Grub },
        { "arm64", "1.15.0", "sd-boot", 512, Large, SdBoot },
        { "amd64", "1.15.0", "grub", 4096, Large, Grub4K },
        { "amd64", "1.15.0", "sd-boot", 4096, Large, SdBoot4K },
        { "amd64", "1.15.0", "dual-boot", 4096, Large, DualBoot4K },
        { "arm64", "1.15.0", "sd-boot", 4096, Large, SdBoot4K },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Disk_is_sound_and_laid_out_as_the_peer_does(
        string architecture, string version, string loader, int sectorBytes, long diskBytes, string[] table)
    {
        if (SmallAssets.AreMissing
            || Tool.IsMissing("fdisk", "sgdisk", "sfdisk", "dd", "fsck.vfat", "mdir", "xfs_repair", "blkid"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var product = await Product.BuildAsync(
            folder, Product.RawDiskProfile(folder, "metal", diskBytes, sectorBytes), "--arch", architecture,
            "--target-version", version, "--bootloader", loader);

        var rows = Table(product.Path, sectorBytes);

        Assert.Equal(table, rows.Select(row => row.Text));
        Assert.Equal(diskBytes, new FileInfo(product.Path).Length);
        AssertTable(product.Path, sectorBytes);
        AssertEsp(folder, product, rows[0], sectorBytes, architecture, loader);
        foreach (var boot in rows.Where(row => row.Text.EndsWith(" BOOT", StringComparison.Ordinal)))
        {
            AssertBoot(Extract(folder, product.Path, boot, sectorBytes, "boot.xfs"));
        }
    }

    private static void AssertTable(string image, int sectorBytes)
    {
        if (sectorBytes == 512)
        {
            Assert.Contains("No problems found", Tool.RunChecked("sgdisk", "-v", image), StringComparison.Ordinal);
            Assert.Contains("No errors detected", Tool.RunChecked("sfdisk", "--verify", image), StringComparison.Ordinal);
            Assert.Contains(
                "D92D45B3-CDE9-8760-BE9F-A2A71FAC8D11", Tool.RunChecked("sgdisk", "-p", image), StringComparison.Ordinal);
        }
    }

    private static void AssertEsp(
        TempArtifact folder, Product product, Row row, int sectorBytes, string architecture, string loader)
    {
        var esp = Extract(folder, product.Path, row, sectorBytes, "esp.fat");

        Tool.RunChecked("fsck.vfat", "-n", esp);
        var removable = architecture == "amd64" ? "::/EFI/BOOT/BOOTX64.EFI" : "::/EFI/BOOT/BOOTAA64.EFI";
        string[] files = loader == "grub"
            ? [removable]
            : [removable, $"::/EFI/Linux/Talos-{product.Plan.Version}.efi", "::/loader/loader.conf"];
        Assert.Equal(
            files.Order(StringComparer.OrdinalIgnoreCase),
            Tool.RunChecked("mdir", "-/", "-b", "-i", esp, "::/").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.EndsWith('/')).Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
    }

    private static void AssertBoot(string xfs)
    {
        Tool.RunChecked("xfs_repair", "-n", "-f", xfs);
        AssertPlacement(xfs);
        var identity = Tool.RunChecked("blkid", "-p", "-o", "export", xfs);
        Assert.Contains("TYPE=xfs", identity, StringComparison.Ordinal);
        Assert.Contains("LABEL=BOOT", identity, StringComparison.Ordinal);
        Assert.Contains("UUID=24c73076-4092-85dd-9d98-686a2dbf6d81", identity, StringComparison.Ordinal);
    }

    /// <summary>Kernel before initramfs, as in the UKI, so that a limited window reaches both of its copies there.</summary>
    private static void AssertPlacement(string xfs)
    {
        if (Tool.IsMissing("xfs_db"))
        {
            return;
        }

        Assert.True(FirstBlock(xfs, "/A/vmlinuz") < FirstBlock(xfs, "/A/initramfs.xz"));
        Assert.True(FirstBlock(xfs, "/A/initramfs.xz") < FirstBlock(xfs, "/grub/grub.cfg"));
    }

    private static long FirstBlock(string xfs, string path)
    {
        // One line for each extent: data offset 0 startblock 76 (0/76) count 22 flag 0
        var text = Tool.RunChecked("xfs_db", "-r", "-f", "-c", $"path {path}", "-c", "bmap", xfs);
        return long.Parse(StartBlock().Match(text).Groups[1].Value);
    }

    [GeneratedRegex(@"^data offset 0 startblock (\d+) ")]
    private static partial Regex StartBlock();

    /// <summary>The partitions as fdisk sees them: first and last sector, type, GUID, name, attributes.</summary>
    private static List<Row> Table(string image, int sectorBytes) =>
        [.. Tool.RunChecked("fdisk", "-b", $"{sectorBytes}", "-l", "-o", "Device,Start,End,Type-UUID,UUID,Name,Attrs", image)
            .Split('\n')
            .Where(line => line.StartsWith(image, StringComparison.Ordinal))
            .Select(line => Blanks().Replace(line, " ").Trim().Split(' ', 2)[1])
            .Select(text => new Row(text, long.Parse(text.Split(' ')[0]), long.Parse(text.Split(' ')[1])))];

    private static string Extract(TempArtifact folder, string image, Row row, int sectorBytes, string name)
    {
        var path = folder.PathOf(name);
        Tool.RunChecked(
            "dd", $"if={image}", $"of={path}", "bs=1M", "iflag=skip_bytes,count_bytes", "conv=sparse", "status=none",
            $"skip={row.First * sectorBytes}", $"count={(row.Last - row.First + 1) * sectorBytes}");
        return path;
    }

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    private sealed record Row(string Text, long First, long Last);
}
