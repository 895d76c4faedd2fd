using System.Text;
using Imager.Core;
using Imager.Inspect;
using Imager.Tests.Support;

namespace Imager.Tests.Inspect;

public sealed class ImageAddressTests : IDisposable
{
    private static readonly InspectNode Disk = Read(InspectSamples.Disk(hasBoot: true));
    private static readonly InspectNode Iso = Read(InspectSamples.Iso());
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData("META:0xa", InspectSamples.NetworkDocument)]
    [InlineData("META:10", InspectSamples.NetworkDocument)]
    [InlineData("META:MetalNetworkPlatformConfig", InspectSamples.NetworkDocument)]
    [InlineData("EFI:/loader/loader.conf", "timeout 10\n")]
    [InlineData("EFI:loader/LOADER.CONF", "timeout 10\n")]
    [InlineData("efi:/loader/loader.conf", "timeout 10\n")]
    [InlineData("1:/loader/loader.conf", "timeout 10\n")]
    [InlineData("EFI:/EFI/Linux/Talos-v1.15.0.efi#.cmdline", InspectSamples.CommandLine)]
    [InlineData("EFI:/EFI/Linux/Talos-v1.15.0.efi#cmdline", InspectSamples.CommandLine)]
    [InlineData("EFI:/EFI/Linux/Talos-v1.15.0.efi#.cmdline@reset", InspectSamples.CommandLine + " talos.experimental.wipe=system")]
    [InlineData("BOOT:/grub/grub.cfg", "set timeout=3\n")]
    [InlineData("IMAGECACHE:/grub/grub.cfg", "set timeout=3\n")]
    public void Find_opens_what_an_address_of_a_disk_names(string address, string expected) =>
        Assert.Equal(expected, Text(Disk, address));

    [Theory]
    [InlineData("boot/grub/grub.cfg", "set timeout=3\n")]
    [InlineData("/boot/grub/grub.cfg", "set timeout=3\n")]
    [InlineData("EFI:/loader/loader.conf", "timeout 10\n")]
    [InlineData("UEFI:/loader/loader.conf", "timeout 10\n")]
    public void Find_opens_what_an_address_of_an_iso_names(string address, string expected) =>
        Assert.Equal(expected, Text(Iso, address));

    [Fact]
    public void Find_opens_files_of_an_initramfs_sections_of_a_uki_and_values_of_a_dump()
    {
        var initramfs = Read(Formats.Extents.ExtentMap.FromSource(new Formats.Extents.MemorySource(InspectSamples.Initramfs)));

        Assert.Equal("layers: []\n", Text(initramfs, "extensions.yaml"));
        Assert.Equal(InspectSamples.CommandLine, Text(Read(InspectSamples.Uki()), "#.cmdline"));
        Assert.Equal("dual-boot", Text(Read(InspectSamples.Meta()), "META:0x11"));
        Assert.Equal("dual-boot", Text(Read(InspectSamples.Meta()), "0x11"));
    }

    [Theory]
    [InlineData("BOTO:/A/vmlinuz", "IMG2810", "Did you mean \"BOOT\"?")]
    [InlineData("BOOT:/A/vmlinux", "IMG2811", "Did you mean \"vmlinuz\"?")]
    [InlineData("BOOT:/B/vmlinuz", "IMG2811", "the partition \"BOOT\" has no \"B\"")]
    [InlineData("META:0xb", "IMG2811", "It has: 0xa, 0x11, 0x40.")]
    [InlineData("BIOS:/", "IMG2811", "file system")]
    [InlineData("BOOT:/A/vmlinuz#.cmdline", "IMG2812", "no EFI program")]
    [InlineData("EFI:/EFI/Linux/Talos-v1.15.0.efi#.cmdlien", "IMG2812", "Did you mean \".cmdline\"?")]
    public void Find_names_the_nearest_part_when_there_is_none(string address, string code, string hint)
    {
        var error = Assert.Throws<InvalidInputException>(() => ImageAddress.Parse(address).Find(Disk));

        Assert.Equal(code, error.Code);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_writes_a_tree_with_links_inside_and_names_those_that_leave_it()
    {
        var report = new ImageExtractor(ByteSize.FromMiB(1))
            .Extract(ImageAddress.Parse("BOOT:/").Find(Disk), folder.File("boot"), CancellationToken.None);

        Assert.Equal(InspectSamples.Kernel, File.ReadAllBytes(folder.File("boot/A/vmlinuz")));
        Assert.Equal("set timeout=3\n", File.ReadAllText(folder.File("boot/grub/grub.cfg")));
        Assert.Equal("A/vmlinuz", new FileInfo(folder.File("boot/current")).LinkTarget);
        Assert.Equal(3, report.Files);
        Assert.StartsWith("outside: links to", Assert.Single(report.Skipped), StringComparison.Ordinal);
        Assert.False(Path.Exists(folder.File("boot/outside")));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a\\b")]
    public void Extract_refuses_names_that_leave_the_folder(string name)
    {
        var content = new Formats.Extents.MemorySource(new byte[1]);
        var tree = new InspectNode(InspectKind.Directory, "root")
        {
            Children = [new InspectNode(InspectKind.File, name) { SizeBytes = 1, Content = () => content }],
        };

        var error = Assert.Throws<InvalidInputException>(() =>
            new ImageExtractor(ByteSize.FromMiB(1)).Extract(tree, folder.File("out"), CancellationToken.None));

        Assert.Equal("IMG2824", error.Code);
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("out")));
    }

    [Theory]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    public void Extract_skips_links_that_could_leave_the_folder(string target)
    {
        var tree = new InspectNode(InspectKind.Directory, "root")
        {
            Children = [new InspectNode(InspectKind.Symlink, "link") { LinkTarget = target }],
        };

        var report = new ImageExtractor(ByteSize.FromMiB(1)).Extract(tree, folder.File("out"), CancellationToken.None);

        Assert.Single(report.Skipped);
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("out")));
    }

    [Fact]
    public void Extract_stops_at_the_limit()
    {
        var error = Assert.Throws<InvalidInputException>(() => new ImageExtractor(new ByteSize(8192 + 1024))
            .Extract(ImageAddress.Parse("BOOT:/").Find(Disk), folder.File("boot"), CancellationToken.None));

        Assert.Equal("IMG2823", error.Code);
    }

    public void Dispose() => folder.Dispose();

    private static InspectNode Read(Formats.Extents.ExtentMap map)
    {
        using var scratch = new ScratchSpace("/nowhere", ByteSize.FromMiB(1));
        return new ImageInspector(scratch).Inspect(map, "image", new InspectOptions(), CancellationToken.None);
    }

    private static string Text(InspectNode root, string address) =>
        Encoding.UTF8.GetString(ImageAddress.Parse(address).Find(root).OpenContent()!.ToArray());
}
