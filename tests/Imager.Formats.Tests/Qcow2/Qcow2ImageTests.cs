using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Qcow2;

namespace Imager.Formats.Tests.Qcow2;

public sealed class Qcow2ImageTests
{
    [Fact]
    public void Create_writes_the_smallest_image_byte_for_byte()
    {
        var disk = Disk(512, (0, [1, 2, 3]));

        var image = Qcow2Image.Create(disk, new Qcow2Options(512)).AsSource().ToArray();

        // Clusters: 0 header, 1 refcount table, 2 refcount block, 3 L1, 4 L2, 5 data.
        Assert.Equal(6 * 512, image.Length);
        Assert.Equal(
            "514649FB00000003" + "0000000000000000" + "00000000" + "00000009" + "0000000000000200" + "00000000" + "00000001"
            + "0000000000000600" + "0000000000000200" + "00000001" + "00000000" + "0000000000000000"
            + "0000000000000000" + "0000000000000000" + "0000000000000000" + "00000004" + "00000068" + "0000000000000000",
            Convert.ToHexString(image.AsSpan(0, 112)));
        Assert.Equal("0000000000000400", Convert.ToHexString(image.AsSpan(512, 8)));
        Assert.Equal("0001000100010001000100010000", Convert.ToHexString(image.AsSpan(1024, 14)));
        Assert.Equal("8000000000000800", Convert.ToHexString(image.AsSpan(1536, 8)));
        Assert.Equal("8000000000000A000000000000000000", Convert.ToHexString(image.AsSpan(2048, 16)));
        Assert.Equal("01020300", Convert.ToHexString(image.AsSpan(2560, 4)));
    }

    [Fact]
    public void Create_points_into_the_payload_and_keeps_its_holes()
    {
        var payload = new MemorySource(new byte[100]);
        var builder = new ExtentMapBuilder();
        builder.Add(1_000_000, payload);

        var image = Qcow2Image.Create(builder.Build(1 << 30));

        Assert.Equal(100, image.Flatten().Where(extent => extent.Source == payload).Sum(extent => extent.LengthBytes));
        Assert.InRange(image.LengthBytes, 1, 10 * 65536);
    }

    [Fact]
    public void Tables_read_the_same_in_any_piece_size()
    {
        var image = Qcow2Image.Create(Disk(1 << 20, (0, [1]), (70_000, [2]), (900_000, [3])), new Qcow2Options(512));
        var whole = image.AsSource().ToArray();

        var pieces = Enumerable.Range(0, (whole.Length + 6) / 7).SelectMany(index =>
        {
            var piece = new byte[Math.Min(7, whole.Length - (index * 7))];
            image.ReadExactly(index * 7L, piece);
            return piece;
        });

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(4 << 20)]
    [InlineData(1000)]
    public void Create_refuses_impossible_cluster_sizes(int clusterBytes) =>
        Assert.Equal("IMG2340", Code(() => Qcow2Image.Create(Disk(512), new Qcow2Options(clusterBytes))));

    [Fact]
    public void Create_refuses_half_sectors() => Assert.Equal("IMG2340", Code(() => Qcow2Image.Create(Disk(513))));

    [Fact]
    public void Reader_returns_the_disk_that_was_written()
    {
        var disk = Disk(1 << 20, (0, [1]), (70_000, [2]), (900_000, [3]));

        var read = Qcow2Reader.Open(Qcow2Image.Create(disk, new Qcow2Options(4096)).AsSource());

        Assert.Equal(4096, read.ClusterBytes);
        Assert.Equal(disk.AsSource().ToArray(), read.Disk.AsSource().ToArray());
        Assert.NotEqual(Disk(1 << 20, (0, [9])).AsSource().ToArray(), read.Disk.AsSource().ToArray());
    }

    [Theory]
    [InlineData(0, "00", "IMG2341")]
    [InlineData(4, "00000004", "IMG3250")]
    [InlineData(8, "0000000000000100", "IMG3250")]
    [InlineData(32, "00000001", "IMG3250")]
    [InlineData(72, "0000000000000010", "IMG3250")]
    [InlineData(72, "0000000000000002", "IMG2342")]
    [InlineData(20, "00000016", "IMG2342")]
    [InlineData(36, "00000000", "IMG2342")]
    [InlineData(40, "0000000000FF0000", "IMG2343")]
    [InlineData(1536, "8000000000FF0000", "IMG2343")]
    [InlineData(2048, "8000000000FF0000", "IMG2343")]
    public void Reader_names_what_is_wrong(int offset, string hex, string code)
    {
        var image = Qcow2Image.Create(Disk(512, (0, [1])), new Qcow2Options(512)).AsSource().ToArray();
        Convert.FromHexString(hex).CopyTo(image, offset);

        Assert.Equal(code, Code(() => Qcow2Reader.Open(new MemorySource(image))));
    }

    [Fact]
    public void Reader_throws_only_typed_errors_when_bytes_are_mutated()
    {
        var original = Qcow2Image.Create(Disk(1 << 20, (0, [1]), (900_000, [3])), new Qcow2Options(512)).AsSource().ToArray();

        Mutations.Run(original, 3000, image => Qcow2Reader.Open(new MemorySource(image)).Disk);
    }

    internal static ExtentMap Disk(long lengthBytes, params (long Offset, byte[] Bytes)[] extents)
    {
        var builder = new ExtentMapBuilder();
        extents.ToList().ForEach(extent => builder.Add(extent.Offset, extent.Bytes));
        return builder.Build(lengthBytes);
    }

    private static string Code(Action action) => Assert.ThrowsAny<ImagerException>(action).Code;
}
