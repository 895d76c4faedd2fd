using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Qcow2;
using Imager.Formats.Vmdk;

namespace Imager.Formats.Tests.Vmdk;

public sealed class VmdkImageTests
{
    private static readonly VmdkOptions Options = new("disk.vmdk", 0xFFFF_FFFF);

    [Fact]
    public void CreateSparse_writes_the_header_of_the_specification()
    {
        var image = VmdkImage.CreateSparse(Disk(1 << 20, (70_000, [7])), Options).AsSource().ToArray();

        Assert.Equal(
            "4B444D56" + "01000000" + "03000000" + "0008000000000000" + "8000000000000000" + "0100000000000000" + "1400000000000000"
            + "00020000" + "1500000000000000" + "1A00000000000000" + "8000000000000000" + "000A200D0A" + "0000",
            Convert.ToHexString(image.AsSpan(0, 79)));
        Assert.Equal("16000000", Convert.ToHexString(image.AsSpan(21 * 512, 4)));         // redundant directory: table at 22
        Assert.Equal("1B000000", Convert.ToHexString(image.AsSpan(26 * 512, 4)));         // directory: table at 27
        Assert.Equal("0000000080000000", Convert.ToHexString(image.AsSpan(27 * 512, 8))); // grain 1 at sector 128
        Assert.Equal(7, image[70_000]);
    }

    [Fact]
    public void CreateSparse_points_into_the_payload_and_skips_empty_tables()
    {
        var image = VmdkImage.CreateSparse(Disk(2000L << 30, (1L << 40, new byte[100])), Options);

        Assert.InRange(image.PayloadBytes, 100, 700_000);
    }

    [Fact]
    public void The_descriptor_avoids_reserved_content_ids()
    {
        var image = VmdkImage.CreateSparse(Disk(1 << 20), Options);
        var text = Encoding.ASCII.GetString(image.AsSource().ReadAtMost(512, 10240)).TrimEnd('\0');

        Assert.StartsWith("# Disk DescriptorFile\nversion=1\nCID=fffffffd\nparentCID=ffffffff\ncreateType=\"monolithicSparse\"\n", text, StringComparison.Ordinal);
        Assert.Contains("RW 2048 SPARSE \"disk.vmdk\"\n", text, StringComparison.Ordinal);
        Assert.EndsWith("ddb.adapterType = \"lsilogic\"\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteStreamOptimized_ends_with_directory_footer_and_end_marker()
    {
        var image = Stream(Disk(1 << 20, (70_000, [7])), 1);

        Assert.Equal("4B444D56" + "03000000" + "01000300", Convert.ToHexString(image.AsSpan(0, 12)));
        Assert.Equal("FFFFFFFFFFFFFFFF", Convert.ToHexString(image.AsSpan(56, 8)));
        Assert.Equal("8000000000000000", Convert.ToHexString(image.AsSpan(65536, 8)));
        Assert.All(image[^512..], value => Assert.Equal(0, value));
        Assert.Equal("4B444D56", Convert.ToHexString(image.AsSpan(image.Length - 1024, 4)));
        Assert.Equal("010000000000000000000000" + "03000000", Convert.ToHexString(image.AsSpan(image.Length - 1536, 16)));
    }

    [Fact]
    public void WriteStreamOptimized_gives_the_same_bytes_for_any_number_of_threads()
    {
        var payload = Enumerable.Range(0, 6_000_000).Select(index => (byte)((index * index) >> 7)).ToArray();
        var disk = Disk(100L << 20, (12_345, payload), (90_000_000, [1]));

        var one = Stream(disk, 1);

        Assert.Equal(one, Stream(disk, 2));
        Assert.Equal(one, Stream(disk, 7));
        Assert.NotEqual(one, Stream(Disk(100L << 20, (12_346, payload), (90_000_000, [1])), 1));
    }

    [Fact]
    public void WriteStreamOptimized_does_not_store_grains_of_zeros()
    {
        var image = Stream(Disk(64 << 20, (0, new byte[10 << 20]), (20 << 20, [1])), 2);

        Assert.InRange(image.Length, 65536 + 512, 65536 + 8192);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(513)]
    [InlineData(VmdkImage.MaxDiskBytes + 512)]
    public void Impossible_sizes_are_refused(long diskBytes)
    {
        Assert.Equal("IMG2363", Code(() => VmdkImage.CreateSparse(Disk(diskBytes), Options)));
        Assert.Equal("IMG2363", Code(() => Stream(Disk(diskBytes), 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("a\nb")]
    public void Names_that_would_break_the_descriptor_are_refused(string name) =>
        Assert.Equal("IMG2360", Code(() => VmdkImage.CreateSparse(Disk(512), Options with { FileName = name })));

    [Fact]
    public void Reader_returns_the_disk_that_was_written()
    {
        var disk = Disk((40 << 20) + 512, (0, [1]), (3_000_000, [2, 3]), ((40 << 20) + 511, [4]));

        var sparse = VmdkReader.Open(VmdkImage.CreateSparse(disk, Options).AsSource());
        var stream = VmdkReader.Open(new MemorySource(Stream(disk, 2)));

        Assert.Equal((false, true), (sparse.IsStreamOptimized, stream.IsStreamOptimized));
        Assert.Equal(disk.AsSource().ToArray(), sparse.Disk.AsSource().ToArray());
        Assert.Equal(disk.AsSource().ToArray(), stream.Disk.AsSource().ToArray());
    }

    [Fact]
    public void Reader_names_what_is_wrong()
    {
        var stream = Stream(Disk(1 << 20, (70_000, [7])), 1);

        Assert.Equal("IMG2361", Code(() => _ = Open(new byte[600])));
        Assert.Equal("IMG2361", Code(() => _ = Open(stream[..^512])));
        Assert.Equal("IMG3254", Code(() => _ = Open(Encoding.ASCII.GetBytes("# Disk DescriptorFile\nversion=1\n".PadRight(512)))));
        Assert.Equal("IMG2362", Code(() => _ = Open([.. stream[..20], 3, .. stream[21..]])));
        Assert.Equal("IMG2364", Code(() => _ = Open([.. stream[..65536], 1, .. stream[65537..]])));
    }

    [Fact]
    public void Reader_throws_only_typed_errors_when_bytes_are_mutated()
    {
        var stream = Stream(Disk(1 << 20, (70_000, [7]), (300_000, [8])), 1);
        var interesting = stream[65536..];

        Mutations.Run(interesting, 2000, mutant => Open([.. stream[..65536], .. mutant]));
        Mutations.Run(VmdkImage.CreateSparse(Disk(1 << 20, (70_000, [7])), Options).AsSource().ToArray(), 1000, Open, 128);
    }

    internal static byte[] Stream(ExtentMap disk, int threads)
    {
        using var output = new MemoryStream();
        var written = VmdkImage.WriteStreamOptimized(disk, output, Options, threads, CancellationToken.None);
        Assert.Equal(output.Length, written);
        return output.ToArray();
    }

    private static ExtentMap Open(byte[] image) => VmdkReader.Open(new MemorySource(image)).Disk;

    private static ExtentMap Disk(long lengthBytes, params (long Offset, byte[] Bytes)[] extents) =>
        Qcow2ImageTests.Disk(lengthBytes, extents);

    private static string Code(Action action) => Assert.ThrowsAny<ImagerException>(action).Code;
}
