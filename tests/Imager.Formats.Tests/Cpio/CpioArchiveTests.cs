using System.Text;
using Imager.Core;
using Imager.Formats.Cpio;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Cpio;

public sealed class CpioArchiveTests
{
    [Fact]
    public void Create_writes_the_golden_bytes_of_one_file()
    {
        var builder = new FileTreeBuilder();
        builder.AddText("f", "abc", 0x1A0);

        var bytes = CpioArchive.Create(builder.Build(), new SourceDateEpoch(0x10)).AsSource().ToArray();

        Assert.Equal(
            "070701" + "00000000" + "000081A0" + "00000000" + "00000000" + "00000001" + "00000010" + "00000003"
            + "00000000" + "00000000" + "00000000" + "00000000" + "00000002" + "00000000" + "f\0abc\0"
            + "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000"
            + "00000000" + "00000000" + "00000000" + "00000000" + "0000000B" + "00000000" + "TRAILER!!!\0\0\0\0",
            Encoding.ASCII.GetString(bytes, 0, 116 + 124));
        Assert.Equal(512, bytes.Length);
        Assert.False(bytes.AsSpan(240).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Create_puts_the_content_of_a_hard_linked_file_behind_its_last_name()
    {
        var builder = new FileTreeBuilder();
        builder.AddText("a", "content");
        builder.AddText("b", "other");
        builder.AddHardLink("c", "a");
        builder.AddHardLink("d", "c");

        var entries = Read(CpioArchive.Create(builder.Build(), SourceDateEpoch.Default));

        Assert.Equal(["b 1 5", "c 0 0", "a 0 0", "d 0 7"], entries.Select(entry => $"{entry.Path} {entry.Inode} {entry.SizeBytes}"));
    }

    [Fact]
    public void Create_keeps_devices_and_links()
    {
        var builder = new FileTreeBuilder();
        builder.AddSpecial("dev/null", TreeSpecialKind.CharacterDevice, 0x1B6, 1, 3);
        builder.AddSymlink("x", "../y");

        var entries = Read(CpioArchive.Create(builder.Build(), SourceDateEpoch.Default));

        Assert.Equal([CpioEntryKind.Directory, CpioEntryKind.Special, CpioEntryKind.Symlink], entries.Select(entry => entry.Kind));
        Assert.Equal("../y", entries[2].LinkTarget);
    }

    [Theory]
    [InlineData(uint.MaxValue, null)]
    [InlineData(1L + uint.MaxValue, "IMG3060")]
    public void Create_refuses_a_file_only_when_newc_cannot_describe_it(long sizeBytes, string? code)
    {
        var builder = new FileTreeBuilder();
        builder.AddFile("big", new ExtentMapBuilder().Build(sizeBytes).AsSource());

        var error = Record.Exception(() => CpioArchive.Create(builder.Build(), SourceDateEpoch.Default));

        Assert.Equal(code, (error as UnsupportedException)?.Code);
    }

    [Theory]
    [InlineData(4095, null)]
    [InlineData(4096, "IMG2112")]
    public void Create_refuses_a_path_only_when_the_kernel_would(int length, string? code)
    {
        var root = new TreeDirectory(string.Empty, TreeModes.Directory, [new TreeSymlink(new string('n', length), "t")]);

        var error = Record.Exception(() => CpioArchive.Create(root, SourceDateEpoch.Default));

        Assert.Equal(code, (error as InvalidInputException)?.Code);
    }

    [Fact]
    public void Create_refuses_a_link_without_a_target()
    {
        var root = new TreeDirectory(string.Empty, TreeModes.Directory, [new TreeSymlink("l", string.Empty)]);

        Assert.Equal("IMG2111", Assert.Throws<InvalidInputException>(() => CpioArchive.Create(root, SourceDateEpoch.Default)).Code);
    }

    [Fact]
    public void AddHardLink_refuses_a_name_that_is_not_there()
    {
        Assert.Equal("IMG2110", Assert.Throws<InvalidInputException>(() => new FileTreeBuilder().AddHardLink("a", "b")).Code);
    }

    private static List<CpioEntry> Read(ExtentMap archive)
    {
        using var reader = new InitramfsReader(new MemoryStream(archive.AsSource().ToArray()));
        var entries = new List<CpioEntry>();
        while (reader.ReadNext() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
