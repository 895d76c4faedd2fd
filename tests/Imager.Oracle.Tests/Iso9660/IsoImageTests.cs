using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Iso9660;

[Trait("Category", "Oracle")]
public sealed class IsoImageTests
{
    private static readonly string LongName = "long-" + new string('n', 200) + ".txt";
    // Below the 1024 bytes at which libisofs gives up.
    private static readonly string LongTarget = string.Join('/', Enumerable.Range(0, 18).Select(n => $"component-{n}-" + new string('x', 40)));

    [Fact]
    public void Create_matches_xorriso_report_when_BIOS_and_UEFI_entries_are_present()
    {
        if (Tool.IsMissing("xorriso"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = IsoImage.Create(Hybrid(), Tree());

        var report = Tool.RunChecked(
            "xorriso", "-indev", folder.Write(image.Map), "-report_el_torito", "plain", "-report_system_area", "plain");

        var esp = image.EspOffsetBytes / 2048;
        Assert.Contains("El Torito cat", report, StringComparison.Ordinal);
        Assert.Matches(@"El Torito boot img :   1  BIOS  y   none  0x0000  0x00      4 ", report);
        Assert.Matches(@"El Torito boot img :   2  UEFI  y   none  0x0000  0x00   2880 +" + esp, report);
        Assert.Contains("System area options: 0x00004201", report, StringComparison.Ordinal);
        Assert.Contains("grub2-mbr", report, StringComparison.Ordinal);
        Assert.Contains("protective-msdos-label", report, StringComparison.Ordinal);
        Assert.Matches(@"GPT start and size :   1  " + (esp * 4) + "  2880", report);
        Assert.Contains(
            "Volume Id    : TALOS_V1_10_0",
            Tool.RunChecked("xorriso", "-indev", folder.PathOf("image.raw"), "-pvd_info"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Create_passes_sgdisk_verify_when_it_is_hybrid()
    {
        if (Tool.IsMissing("sgdisk"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var verdict = Tool.RunChecked("sgdisk", "-v", folder.Write(IsoImage.Create(Hybrid(), Tree()).Map));

        Assert.Contains("No problems found", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_lists_real_names_modes_and_links_in_bsdtar()
    {
        if (Tool.IsMissing("bsdtar"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var listing = Tool.RunChecked("bsdtar", "-tvf", folder.Write(IsoImage.Create(Hybrid(), Tree()).Map));

        Assert.Contains(" boot/" + LongName, listing, StringComparison.Ordinal);
        Assert.Matches(@"-rwxr-x---\s+1 0\s+0\s+\d+ .* bin/tool", listing);
        Assert.Contains(" etc/link -> ../boot/./vmlinuz", listing, StringComparison.Ordinal);
        Assert.Contains(" etc/absolute -> /etc/os-release", listing, StringComparison.Ordinal);
        Assert.Contains(" etc/far -> " + LongTarget, listing, StringComparison.Ordinal);
        Assert.Contains("deep/1/2/3/4/5/6/7/8/9/10/11/12/leaf", listing, StringComparison.Ordinal);
        Assert.Contains("Oct  9", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_extracts_to_the_same_contents_with_xorriso_and_bsdtar()
    {
        if (Tool.IsMissing("xorriso", "bsdtar", "diff"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var path = folder.Write(IsoImage.Create(Hybrid(), Tree()).Map);
        Directory.CreateDirectory(folder.PathOf("tar"));

        Tool.RunChecked("xorriso", "-osirrox", "on", "-indev", path, "-extract", "/", folder.PathOf("xorriso"));
        Tool.RunChecked("bsdtar", "-C", folder.PathOf("tar"), "-xf", path);

        Assert.Equal("kernel bytes", File.ReadAllText(folder.PathOf("xorriso/boot/vmlinuz")));
        Assert.Equal(LongTarget, new FileInfo(folder.PathOf("xorriso/etc/far")).LinkTarget);
        Tool.RunChecked("diff", "-r", "--no-dereference", folder.PathOf("xorriso"), folder.PathOf("tar"));
    }

    [Fact]
    public void Create_is_read_by_isoinfo_with_Rock_Ridge_and_Joliet()
    {
        if (Tool.IsMissing("isoinfo"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var path = folder.Write(IsoImage.Create(Hybrid() with { Joliet = true }, JolietTree()).Map);

        var descriptor = Tool.RunChecked("isoinfo", "-d", "-i", path);
        var rockRidge = Tool.RunChecked("isoinfo", "-R", "-f", "-i", path);
        var joliet = Tool.RunChecked("isoinfo", "-J", "-f", "-i", path);

        Assert.Contains("Rock Ridge signatures version 1 found", descriptor, StringComparison.Ordinal);
        Assert.Contains("Joliet with UCS level 3 found", descriptor, StringComparison.Ordinal);
        Assert.Contains("Eltorito validation header:", descriptor, StringComparison.Ordinal);
        Assert.Contains("Volume set id: Talos-v1.10.0", descriptor, StringComparison.Ordinal);
        Assert.Contains("/boot/Some Kernel.efi", rockRidge, StringComparison.Ordinal);
        Assert.Contains("/boot/Some Kernel.efi", joliet, StringComparison.Ordinal);
        Assert.Contains("kernel bytes", Tool.RunChecked("isoinfo", "-J", "-x", "/boot/Some Kernel.efi;1", "-i", path), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_writes_several_sections_when_a_file_exceeds_4_GiB()
    {
        if (Tool.IsMissing("bsdtar", "xorriso"))
        {
            return;
        }

        const long lengthBytes = 4_300_000_003;
        using var folder = new TempArtifact();
        var big = new ExtentMapBuilder();
        big.Add(lengthBytes - 3, "end"u8.ToArray());
        var tree = new FileTreeBuilder();
        tree.AddFile("big.img", big.Build(lengthBytes).AsSource());
        tree.AddText("next", "after");
        var path = folder.Write(IsoImage.Create(Plain(), tree.Build()).Map);

        var listing = Tool.RunChecked("bsdtar", "-tvf", path);
        var report = Tool.RunChecked("xorriso", "-indev", path, "-find", "/", "-exec", "report_lba", "--");
        var tail = Tool.RunChecked("sh", "-c", $"bsdtar -xOf '{path}' big.img | tail -c 3; bsdtar -xOf '{path}' next");

        Assert.Matches(@"4300000003 .* big\.img", listing);
        Assert.Contains("4300000003", report, StringComparison.Ordinal);
        Assert.Equal("endafter", tail);
    }

    [Fact]
    public void Create_keeps_the_directory_readable_when_it_has_many_files()
    {
        if (Tool.IsMissing("isoinfo", "bsdtar"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = new FileTreeBuilder();
        Enumerable.Range(0, 3000).ToList().ForEach(n => tree.AddText($"dir/a-long-common-prefix-of-a-file-name-{n}.config", $"{n}"));
        var path = folder.Write(IsoImage.Create(Plain(), tree.Build()).Map);

        var listing = Tool.RunChecked("isoinfo", "-R", "-f", "-i", path).Split('\n');
        var content = Tool.RunChecked("bsdtar", "-xOf", path, "dir/a-long-common-prefix-of-a-file-name-2999.config");

        Assert.Equal(3000, listing.Count(line => line.EndsWith(".config", StringComparison.Ordinal)));
        Assert.Equal("2999", content);
    }

    private static IsoOptions Plain() => new() { VolumeId = "TALOS_V1_10_0", Epoch = SourceDateEpoch.Default };

    private static IsoOptions Hybrid()
    {
        var fat = new ExtentMapBuilder();
        fat.Add(0, new byte[512]);
        fat.Add(2880 * 512 - 512, new byte[512]);
        return Plain() with
        {
            VolumeSetId = "Talos-v1.10.0",
            BiosBoot = new(new MemorySource(GrubLike())),
            EfiSystemPartition = fat.Build(2880 * 512),
            Hybrid = new(
                new Guid("11111111-2222-3333-4444-555555555555"), new Guid("66666666-2222-3333-4444-555555555555"),
                File.Exists("/usr/lib/grub/i386-pc/boot_hybrid.img")
                    ? File.ReadAllBytes("/usr/lib/grub/i386-pc/boot_hybrid.img")
                    : new byte[512]),
        };
    }

    private static byte[] GrubLike() => [.. Enumerable.Range(0, 5001).Select(n => (byte)(n * 7))];

    private static TreeDirectory Tree()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("boot/vmlinuz", "kernel bytes");
        tree.AddText("boot/" + LongName, "long");
        tree.AddText("boot/UPPER.TXT", "1");
        tree.AddText("boot/upper.txt", "2");
        tree.AddText("boot/Upper.Txt", "3");
        tree.AddText("bin/tool", "#!", Convert.ToInt32("750", 8));
        tree.AddText("deep/1/2/3/4/5/6/7/8/9/10/11/12/leaf", "deep");
        tree.AddText("empty", string.Empty);
        tree.AddDirectory("none");
        tree.AddSymlink("etc/link", "../boot/./vmlinuz");
        tree.AddSymlink("etc/absolute", "/etc/os-release");
        tree.AddSymlink("etc/far", LongTarget);
        return tree.Build();
    }

    private static TreeDirectory JolietTree()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("boot/Some Kernel.efi", "kernel bytes");
        tree.AddText("größe/ü", "umlaut");
        return tree.Build();
    }
}
