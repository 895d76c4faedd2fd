using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Tar;

public sealed class TarArchiveTests
{
    [Fact]
    public void Create_writes_the_documented_header_when_the_archive_is_one_file()
    {
        var archive = Bytes(TarFormat.Ustar, new TarFile("a", MemorySource.FromText("hello")) { UserId = 7 });

        var expected = new StringBuilder("a").Append('\0', 99).Append("0000644\00000007\00000000\000000000005\015071674000\0")
            .Append("007411\0 0").Append('\0', 100).Append("ustar\000").Append('\0', 64).Append("0000000\00000000\0").Append('\0', 167)
            .Append("hello").ToString();
        Assert.Equal(10240, archive.Length);
        Assert.Equal(expected, Encoding.ASCII.GetString(archive, 0, 517));
        Assert.False(archive.AsSpan(517).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Create_is_one_empty_record_when_there_are_no_entries() => Assert.Equal(new byte[10240], Bytes(TarFormat.Pax));

    [Theory]
    [InlineData(TarFormat.Pax)]
    [InlineData(TarFormat.Gnu)]
    public void TarReader_gives_the_entries_back(TarFormat format)
    {
        var longPath = string.Join('/', Enumerable.Repeat(new string('p', 60), 6));
        TarEntry[] entries =
        [
            new TarDirectory("d") { Mode = 0x1C0 },
            new TarFile("d/f", MemorySource.FromText("content")) { UserId = 5_000_000, GroupId = 3 },
            new TarSymlink("d/s", "../../evil"),
            new TarHardLink("d/h", "d/f"),
            new TarFile(longPath, MemorySource.FromText("long")),
            new TarSymlink("l", new string('t', 300)),
            new TarFile("größe", MemorySource.FromText(string.Empty)),
        ];

        var members = Read(Bytes(format, entries));

        Assert.Equal(
            [
                ("d", TarMemberKind.Directory, "", "", 0x1C0, 0L),
                ("d/f", TarMemberKind.File, "", "content", 0x1A4, 5_000_000L),
                ("d/s", TarMemberKind.Symlink, "../../evil", "", 0x1FF, 0L),
                ("d/h", TarMemberKind.HardLink, "d/f", "", 0x1A4, 0L),
                (longPath, TarMemberKind.File, "", "long", 0x1A4, 0L),
                ("l", TarMemberKind.Symlink, new string('t', 300), "", 0x1FF, 0L),
                ("größe", TarMemberKind.File, "", "", 0x1A4, 0L),
            ],
            members.Select(m => (m.Member.Path, m.Member.Kind, m.Member.LinkTarget, m.Content, m.Member.Mode, m.Member.UserId)));
        Assert.All(members, m => Assert.Equal(SourceDateEpoch.Default.Seconds, m.Member.ModifiedSeconds));
    }

    [Fact]
    public void TarReader_gives_extended_attributes_back()
    {
        var attributes = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["security.capability"] = new byte[] { 1, 0, 0, 2, 10, 61 },
            ["user.a"] = Encoding.UTF8.GetBytes(new string('v', 95)),
        };

        var member = Read(Bytes(TarFormat.Pax, new TarFile("f", MemorySource.FromText("x")) { ExtendedAttributes = attributes })).Single().Member;

        Assert.Equal(
            attributes.Select(pair => (pair.Key, Convert.ToHexString(pair.Value.Span))),
            member.ExtendedAttributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Convert.ToHexString(pair.Value.Span))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(60)]
    public void Sparse_files_read_back_whatever_the_number_of_stretches(int count)
    {
        var map = new ExtentMapBuilder();
        Enumerable.Range(0, count).ToList().ForEach(n => map.Add((n * 10000L) + 100, Encoding.ASCII.GetBytes($"stretch {n}")));
        var image = map.Build((count * 10000L) + 777);

        var member = Read(Bytes(TarFormat.Gnu, new TarSparseFile("s", image), new TarFile("after", MemorySource.FromText("after"))));

        var expected = new byte[image.LengthBytes];
        image.ReadExactly(0, expected);
        Assert.Equal(Encoding.Latin1.GetString(expected), member[0].Content);
        Assert.Equal("after", member[1].Content);
        Assert.Equal(image.LengthBytes, member[0].Member.SizeBytes);
    }

    [Fact]
    public void Sparse_files_store_only_their_payload()
    {
        var map = new ExtentMapBuilder();
        map.Add(7L << 30, new byte[1000]);

        var archive = TarArchive.Create(Options(TarFormat.Gnu), [new TarSparseFile("disk.raw", map.Build(1L << 43))]);

        Assert.Equal(10240, archive.LengthBytes);
    }

    [Fact]
    public void FromTree_lists_parents_before_children()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("b/x", "x", 0x1ED);
        tree.AddSymlink("a", "b/x");

        var entries = TarArchive.FromTree(tree.Build()).ToList();

        Assert.Equal(["a", "b", "b/x"], entries.Select(entry => entry.Path));
        Assert.Equal(0x1ED, entries[2].Mode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    public void Create_refuses_a_path_that_is_not_plain(string path)
    {
        var error = Assert.Throws<InvalidInputException>(() => Bytes(TarFormat.Pax, new TarDirectory(path)));

        Assert.Equal("IMG2280", error.Code);
    }

    [Fact]
    public void Create_refuses_a_path_twice()
    {
        var error = Assert.Throws<InvalidInputException>(() => Bytes(TarFormat.Pax, new TarDirectory("a"), new TarDirectory("a")));

        Assert.Equal("IMG2281", error.Code);
    }

    public static TheoryData<TarEntry, string> BeyondUstar => new()
    {
        { new TarFile("ä", MemorySource.FromText("x")), "ASCII" },
        { new TarFile(new string('x', 101), MemorySource.FromText("x")), "cut at a '/'" },
        { new TarSymlink("l", new string('x', 101)), "link target" },
        { new TarFile("f", new ExtentMapBuilder().Build(1L << 33).AsSource()), "8589934592 bytes" },
        { new TarSparseFile("f", new ExtentMapBuilder().Build(1)), "sparse" },
        { new TarDirectory("d") { UserId = 1 << 21 }, "2097151" },
        { new TarDirectory("d") { ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["user.x"] = default } }, "user.x" },
    };

    [Theory]
    [MemberData(nameof(BeyondUstar), DisableDiscoveryEnumeration = true)]
    public void Create_says_what_ustar_cannot_hold(TarEntry entry, string reason)
    {
        var error = Assert.Throws<UnsupportedException>(() => Bytes(TarFormat.Ustar, entry));

        Assert.Equal("IMG3225", error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_splits_a_path_of_255_bytes_for_ustar()
    {
        var path = new string('p', 154) + "/" + new string('n', 100);

        Assert.Equal(path, Read(Bytes(TarFormat.Ustar, new TarFile(path, MemorySource.FromText("x")))).Single().Member.Path);
    }

    [Theory]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("./a/./b", "a/b")]
    public void TarReader_makes_paths_relative(string stored, string expected) =>
        Assert.Equal(expected, Read(WithPath(stored)).Single().Member.Path);

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    public void TarReader_refuses_a_path_that_leaves_the_root(string stored)
    {
        var error = Assert.Throws<InvalidInputException>(() => Read(WithPath(stored)));

        Assert.Equal("IMG2284", error.Code);
        Assert.Contains(stored, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TarReader_says_so_when_the_archive_ends_early()
    {
        var archive = Bytes(TarFormat.Ustar, new TarFile("f", new MemorySource(new byte[5000])));

        var error = Assert.Throws<InvalidInputException>(() => Read(archive[..3000]));

        Assert.Equal("IMG2282", error.Code);
        Assert.Contains("3000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TarReader_fails_only_by_typed_errors_when_bytes_change()
    {
        var map = new ExtentMapBuilder();
        Enumerable.Range(0, 8).ToList().ForEach(n => map.Add(n * 10000L, "data"u8.ToArray()));
        byte[] archive =
        [
            .. Bytes(TarFormat.Gnu, new TarSparseFile("s", map.Build(90000)), new TarFile(new string('l', 200), MemorySource.FromText("x")))[..7168],
            .. Bytes(TarFormat.Pax, new TarFile("ä", MemorySource.FromText("y")), new TarSymlink("l", "t")),
        ];

        var unexpected = Enumerable.Range(0, archive.Length)
            .Where(index => archive[index] != 0 || index % 5 == 0)
            .Select(index => Mutate(archive, index, (index % 3) switch { 0 => 0x01, 1 => 0x80, _ => 0x35 }))
            .Where(outcome => outcome is not null);

        Assert.Empty(unexpected);
    }

    /// <summary>Changes a byte and repairs the checksum of its block, so that deeper code is reached.</summary>
    private static string? Mutate(byte[] archive, int index, byte change)
    {
        var changed = archive.ToArray();
        changed[index] ^= change;
        FixChecksum(changed.AsSpan(index / 512 * 512, 512));
        return Record.Exception(() => Read(changed)) switch
        {
            null or ImagerException => null,
            var other => $"byte {index}: {other}",
        };
    }

    private static void FixChecksum(Span<byte> block)
    {
        if (block.Slice(257, 5).SequenceEqual("ustar"u8))
        {
            Encoding.ASCII.GetBytes(Convert.ToString(TarHeader.Checksum(block), 8).PadLeft(6, '0') + "\0 ", block[148..]);
        }
    }

    private static byte[] WithPath(string path)
    {
        var archive = Bytes(TarFormat.Ustar, new TarFile("x", MemorySource.FromText("x")));
        Encoding.ASCII.GetBytes(path, archive);
        FixChecksum(archive.AsSpan(0, 512));
        return archive;
    }

    private static TarOptions Options(TarFormat format) => new() { Format = format, Epoch = SourceDateEpoch.Default };

    private static byte[] Bytes(TarFormat format, params TarEntry[] entries) =>
        TarArchive.Create(Options(format), entries).AsSource().ToArray();

    private static List<(TarMember Member, string Content)> Read(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        var members = new List<(TarMember, string)>();
        while (reader.ReadNext() is { } member)
        {
            using var content = new MemoryStream();
            var buffer = new byte[4096];
            var stream = reader.OpenContent();
            for (var count = stream.Read(buffer); count > 0 && content.Length < 10_000_000; count = stream.Read(buffer))
            {
                content.Write(buffer, 0, count);
            }

            members.Add((member, Encoding.Latin1.GetString(content.ToArray())));
        }

        return members;
    }
}
