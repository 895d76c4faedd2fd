using System.Globalization;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Fat;

public class FatFileSystemTests
{
    private static readonly FatOptions Small = new() { Size = ByteSize.FromKiB(64), Label = "CIDATA", VolumeId = 0x1234_ABCD };

    [Fact]
    public void Create_writes_the_golden_bytes_of_a_small_fat12()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("a.txt", "hi\n");
        tree.AddText("loader.conf", "x");

        var bytes = FatFileSystem.Create(Small, tree.Build()).AsSource().ToArray();

        Assert.Equal(
            "eb3c904d5357494e342e3100020101000200028000f801003f00ff00000000000000000080002" + "9cdab3412" + Hex("CIDATA     FAT12   ") + "cd18f4ebfd",
            Convert.ToHexStringLower(bytes.AsSpan(0, 67)));
        Assert.Equal("f8ffffffffff000000", Convert.ToHexStringLower(bytes.AsSpan(512, 9)));
        Assert.Equal(bytes[512..1024], bytes[1024..1536]);
        Assert.Equal(
            Hex("CIDATA     ") + "080000aa46495b495b0000aa46495b000000000000"
            + Hex("A       TXT") + "201800aa46495b495b0000aa46495b020003000000"
            + "416c006f00610064006500" + "0f00b6" + "72002e0063006f006e006600" + "0000" + "0000ffff"
            + Hex("LOADER~1CON") + "200000aa46495b495b0000aa46495b030001000000",
            Convert.ToHexStringLower(bytes.AsSpan(1536, 128)));
        Assert.Equal("hi\n"u8.ToArray(), bytes.AsSpan(1536 + 16384, 3).ToArray());
        Assert.Equal((byte)'x', bytes[1536 + 16384 + 512]);
    }

    [Fact]
    public void Create_copies_no_payload()
    {
        var payload = new CountingSource(100L << 20);
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/Linux/talos.efi", payload);

        var map = FatFileSystem.Create(new() { Size = ByteSize.FromMiB(2101), Label = "EFI" }, tree.Build());

        Assert.Equal(0, payload.Reads);
        Assert.InRange(map.PayloadBytes - payload.LengthBytes, 1, 300_000);
        var extent = Assert.Single(map.Flatten(), extent => ReferenceEquals(extent.Source, payload));
        Assert.Equal(payload.LengthBytes, extent.LengthBytes);
        Assert.Equal(0, extent.OffsetBytes % 4096);
    }

    [Theory]
    [InlineData(0L, true)]
    [InlineData(uint.MaxValue, true)]
    [InlineData(1L << 32, false)]
    public void Create_ends_files_at_4_GiB_less_one(long lengthBytes, bool allowed)
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("big", new CountingSource(lengthBytes));

        var error = Record.Exception(() => FatFileSystem.Create(new() { Size = ByteSize.FromGiB(5) }, tree.Build()));

        Assert.Equal(allowed ? null : "IMG2213", (error as ImagerException)?.Code);
    }

    [Theory]
    [InlineData("a:b", "contains ':'")]
    [InlineData("a\u0007b", "contains the control character U+0007")]
    [InlineData("dot.", "ends with a dot or a space")]
    [InlineData("space ", "ends with a dot or a space")]
    public void Create_refuses_names_that_fat_cannot_hold(string name, string reason)
    {
        var tree = new FileTreeBuilder();
        tree.AddText("EFI/" + name, "x");

        var error = Assert.Throws<InvalidInputException>(() => FatFileSystem.Create(Small, tree.Build()));

        Assert.Equal("IMG2213", error.Code);
        Assert.Contains($"\"EFI/{name}\" {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_lists_every_problem_of_the_tree()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("README", "x");
        tree.AddText("readme", "x");
        tree.AddSymlink("link", "README");
        tree.AddText(new string('n', 256), "x");

        var message = Assert.Throws<InvalidInputException>(() => FatFileSystem.Create(Small, tree.Build())).Message;

        Assert.Contains("\"README\" and \"readme\", one name to FAT", message, StringComparison.Ordinal);
        Assert.Contains("\"link\" is a symbolic link", message, StringComparison.Ordinal);
        Assert.Contains("has 256 UTF-16 units; FAT holds 255", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(511, null)]
    [InlineData(512, "IMG2214")]
    public void Create_refuses_a_full_fixed_root(int files, string? code)
    {
        var error = Record.Exception(() => FatFileSystem.Create(Small with { Size = ByteSize.FromMiB(1) }, Files(string.Empty, files, 0)));

        Assert.Equal(code, (error as ImagerException)?.Code);
    }

    [Theory]
    [InlineData(65534, null)]
    [InlineData(65535, "IMG2215")]
    public void Create_refuses_a_directory_beyond_65536_entries(int files, string? code)
    {
        var error = Record.Exception(() => FatFileSystem.Create(new() { Size = ByteSize.FromMiB(64) }, Files("d/", files, 0)));

        Assert.Equal(code, (error as ImagerException)?.Code);
    }

    [Fact]
    public void Create_fills_the_volume_to_the_last_cluster_and_refuses_one_more()
    {
        var clusters = (int)FatGeometry.Plan(Small).ClusterCount;
        var fits = Files(string.Empty, 1, clusters * 512);
        var tooMuch = Files(string.Empty, 1, (clusters * 512) + 1);

        FatFileSystem.Create(Small, fits);
        var error = Assert.Throws<InvalidInputException>(() => FatFileSystem.Create(Small, tooMuch));

        Assert.Equal("IMG2216", error.Code);
        Assert.Contains($"need {clusters + 1} clusters of 512 bytes; 64 KiB hold {clusters}. 512 bytes are missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("efi")]
    [InlineData("TWELVE CHARS")]
    [InlineData(" EFI")]
    [InlineData("A.B")]
    public void Create_refuses_labels_that_fat_cannot_hold(string label)
    {
        var error = Assert.Throws<InvalidInputException>(() => FatFileSystem.Create(Small with { Label = label }, Files(string.Empty, 0, 0)));

        Assert.Equal("IMG2217", error.Code);
    }

    [Fact]
    public void Create_stores_dates_before_1980_as_1980()
    {
        var map = FatFileSystem.Create(Small with { Epoch = new SourceDateEpoch(0) }, Files(string.Empty, 1, 1));

        var entry = FatVolume.TryOpen(map.AsSource())!.List()[0];

        Assert.Equal(new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), entry.ModifiedUtc);
    }

    [Fact]
    public void Create_gives_the_same_bytes_whatever_the_order_of_adding()
    {
        var (forward, backward, other) = (new FileTreeBuilder(), new FileTreeBuilder(), new FileTreeBuilder());
        string[] names = ["long name one.txt", "long name two.txt", "LONG", "x/y/z.conf"];
        names.ToList().ForEach(name => forward.AddText(name, name));
        names.Reverse().ToList().ForEach(name => backward.AddText(name, name));
        names.ToList().ForEach(name => other.AddText(name, name + "!"));

        var bytes = FatFileSystem.Create(Small, forward.Build()).AsSource().ToArray();

        Assert.Equal(bytes, FatFileSystem.Create(Small, backward.Build()).AsSource().ToArray());
        Assert.NotEqual(bytes, FatFileSystem.Create(Small, other.Build()).AsSource().ToArray());
    }

    private static TreeDirectory Files(string folder, int count, int sizeBytes)
    {
        var tree = new FileTreeBuilder();
        Enumerable.Range(0, count).ToList().ForEach(
            index => tree.AddFile($"{folder}F{index.ToString(CultureInfo.InvariantCulture)}", new MemorySource(new byte[sizeBytes])));
        return tree.Build();
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));

    /// <summary>Zeroes of any length that notice when they are read.</summary>
    private sealed class CountingSource(long lengthBytes) : ByteSource
    {
        public int Reads { get; private set; }

        public override long LengthBytes => lengthBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination)
        {
            Reads++;
            destination.Clear();
        }
    }
}
