using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Inspect;
using Imager.Tests.Support;

namespace Imager.Tests.Inspect;

public sealed class ImageConverterTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ScratchSpace scratch;

    public ImageConverterTests() => scratch = new ScratchSpace(folder.Path, ByteSize.FromGiB(1));

    [Theory]
    [InlineData("out.qcow2")]
    [InlineData("out.vhd")]
    [InlineData("out.vhdx")]
    [InlineData("out.vmdk")]
    [InlineData("out.ova")]
    [InlineData("out.qcow2.zst")]
    [InlineData("out.raw.xz")]
    [InlineData("out.img.gz")]
    public void Convert_and_back_gives_the_same_disk(string name)
    {
        var disk = InspectSamples.ToBytes(InspectSamples.Disk());
        folder.Write("in.raw", disk);

        Convert("in.raw", name);
        Convert(name, "back.raw");

        Assert.Equal(disk, File.ReadAllBytes(folder.File("back.raw")));
    }

    [Theory]
    [InlineData("vhd-dynamic", ".vhd")]
    [InlineData("vmdk-stream", ".vmdk")]
    [InlineData("vmdk", ".vmdk")]
    [InlineData("vhdx", ".vhdx")]
    [InlineData("qcow2", ".qcow2")]
    public void Convert_gives_equal_files_for_equal_disks_in_any_wrapping(string format, string extension)
    {
        folder.Write("in.raw", InspectSamples.ToBytes(InspectSamples.Disk()));
        var wrapped = ImageInspectorTests.AllWrappings.ToList();
        wrapped.ForEach(name => folder.Write(name, ImageInspectorTests.Wrap(InspectSamples.Disk(), name)));

        Convert("in.raw", $"expected/x{extension}", format);
        wrapped.ForEach(name => Convert(name, $"{name}.out/x{extension}", format));

        var expected = File.ReadAllBytes(folder.File($"expected/x{extension}"));
        Assert.All(wrapped, name => Assert.Equal(expected, File.ReadAllBytes(folder.File($"{name}.out/x{extension}"))));
    }

    [Fact]
    public void Convert_keeps_holes_and_makes_them_of_stored_zeros()
    {
        var bytes = new byte[32 << 20];
        bytes[0] = 1;
        bytes[^1] = 2;
        folder.Write("in.raw", bytes);

        var report = Convert("in.raw", "out.qcow2");

        Assert.Equal(8192, report.PayloadBytes);
        Assert.InRange(new FileInfo(folder.File("out.qcow2")).Length, 1, 1 << 20);
    }

    [Fact]
    public void Convert_takes_the_cluster_size()
    {
        folder.Write("in.raw", InspectSamples.ToBytes(InspectSamples.Disk()));
        var request = Request(folder.File("out.qcow2"), null, null, new ByteSize(4096));

        new ImageConverter(scratch).Convert(folder.File("in.raw"), request, CancellationToken.None);

        Assert.Equal(12, File.ReadAllBytes(folder.File("out.qcow2"))[23]);
    }

    [Theory]
    [InlineData("out.txt", null, null, "IMG2831")]
    [InlineData("out.raw", "qcow", null, "IMG2830")]
    [InlineData("out.raw", null, "lz4", "IMG2832")]
    public void Create_refuses_what_it_does_not_know(string name, string? format, string? packing, string code) =>
        Assert.Equal(code, Assert.Throws<InvalidInputException>(() => Request(name, format, packing, null)).Code);

    [Fact]
    public void Create_refuses_options_that_do_not_fit_the_format()
    {
        Assert.Equal("IMG2833", Assert.Throws<InvalidInputException>(() => Request("x.vhd", null, null, new ByteSize(4096))).Code);
        Assert.Equal("IMG3404", Assert.Throws<UnsupportedException>(() => Request("x.ova.zst", null, null, null)).Code);
    }

    [Fact]
    public void Convert_refuses_what_is_no_disk_and_its_own_input()
    {
        folder.Write("uki.efi", InspectSamples.ToBytes(InspectSamples.Uki()));

        Assert.Equal("IMG2835", Assert.Throws<InvalidInputException>(() => Convert("uki.efi", "x.qcow2")).Code);
        Assert.Equal("IMG2834", Assert.Throws<InvalidInputException>(() => Convert("uki.efi", "uki.efi", "raw")).Code);
        Assert.Equal(["uki.efi"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("vhd")]
    [InlineData("vhd-dynamic")]
    [InlineData("vmdk")]
    [InlineData("vmdk-stream")]
    [InlineData("ova")]
    public void Convert_refuses_formats_whose_sectors_have_512_bytes_for_a_disk_of_4096(string format)
    {
        folder.Write("in.raw", InspectSamples.ToBytes(InspectSamples.Disk(sectorBytes: 4096)));

        var error = Assert.Throws<InvalidInputException>(() => Convert("in.raw", "x", format));

        Assert.Equal("IMG2698", error.Code);
        Assert.Contains("--format raw or qcow2 or vhdx", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("x")));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("qcow2")]
    [InlineData("vhdx")]
    public void Convert_takes_a_disk_of_4096_byte_sectors_where_the_format_can_carry_them(string format)
    {
        var disk = InspectSamples.ToBytes(InspectSamples.Disk(sectorBytes: 4096));
        folder.Write("in.raw", disk);

        Convert("in.raw", "x", format);
        Convert("x", "back.raw");

        Assert.Equal(disk, File.ReadAllBytes(folder.File("back.raw")));
    }

    public void Dispose()
    {
        scratch.Dispose();
        folder.Dispose();
    }

    private static ConvertRequest Request(string path, string? format, string? packing, ByteSize? cluster) =>
        ConvertRequest.Create(path, format, packing, cluster, InspectSamples.Epoch, new WriteOptions(string.Empty, 2));

    private ArtifactReport Convert(string from, string to, string? format = null) =>
        new ImageConverter(scratch).Convert(folder.File(from), Request(folder.File(to), format, null, null), CancellationToken.None);
}
