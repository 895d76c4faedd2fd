using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Cpio;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Cpio;

[Trait("Category", "Oracle")]
public sealed class CpioArchiveTests
{
    [Fact]
    public void Create_equals_GNU_cpio_byte_for_byte()
    {
        if (Tool.IsMissing("cpio", "cmp", "find"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        var tree = FolderTree.Read(sample);
        var names = folder.Write(Encoding.UTF8.GetBytes(string.Join('\0', tree.Walk().Select(item => item.Path)) + '\0'), "names");
        Tool.RunChecked(
            "sh", "-ec", "cd \"$1\"; cpio -0 -o -H newc --reproducible --owner=+0:+0 --quiet < \"$2\" > \"$3\"", "sh", sample, names, folder.PathOf("theirs"));

        var ours = folder.Write(CpioArchive.Create(tree, SourceDateEpoch.Default), "ours");
        var other = folder.Write(CpioArchive.Create(tree, new SourceDateEpoch(1)), "other");

        Tool.RunChecked("cmp", ours, folder.PathOf("theirs"));
        Assert.NotEqual(0, Tool.Run("cmp", other, folder.PathOf("theirs")).ExitCode);
    }

    [Theory]
    [InlineData(CompressionFormat.Xz, "xz", "CRC32")]
    [InlineData(CompressionFormat.Zstandard, "zstd", "")]
    [InlineData(CompressionFormat.Gzip, "gzip", "")]
    public void A_compressed_segment_unpacks_to_the_same_files(CompressionFormat format, string program, string check)
    {
        if (Tool.IsMissing("cpio", "diff", "find", "xz", "zstd", "gzip"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        var archive = CpioArchive.Create(FolderTree.Read(sample), SourceDateEpoch.Default);
        var path = folder.PathOf("segment");
        using (var file = File.Create(path))
        {
            var options = new CompressionOptions { Format = format, Threads = 2, Level = 1 };
            Assert.Equal(0, InitramfsSegment.Write(archive, file, options, CancellationToken.None) % 4);
        }

        Tool.RunChecked("sh", "-ec", "mkdir \"$3\"; cd \"$3\"; { $1 -dc < \"$2\" || [ $1 != xz ]; } | cpio -idm --quiet", "sh", program, path, folder.PathOf("out"));

        Tool.RunChecked("diff", "-r", "--no-dereference", sample, folder.PathOf("out"));
        const string List = "cd \"$1\"; find . -printf '%P %y %m %n %l\\n' | sort";
        Assert.Equal(Tool.RunChecked("sh", "-ec", List, "sh", sample), Tool.RunChecked("sh", "-ec", List, "sh", folder.PathOf("out")));
        Assert.Contains(check, program == "xz" ? Tool.RunChecked("xz", "-lv", path) : string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_lists_what_GNU_cpio_made_in_several_segments()
    {
        if (Tool.IsMissing("cpio", "find", "xz", "zstd", "gzip"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        Tool.RunChecked(
            "sh",
            "-ec",
            """
            cd "$1"; find . -mindepth 1 | LC_ALL=C sort | cpio -o -H newc --quiet > ../one
            { cat ../one; xz -C crc32 -c ../one; head -c 7 /dev/zero; zstd -qc ../one; gzip -c ../one; head -c 4093 /dev/zero; } > ../all
            """,
            "sh",
            sample);
        var expected = FolderTree.Read(sample).Walk().Select(item => item.Path).Order(StringComparer.Ordinal).ToList();

        using var file = File.OpenRead(folder.PathOf("all"));
        using var reader = new InitramfsReader(file);
        var found = new Dictionary<int, List<string>>();
        var text = 0;
        while (reader.ReadNext() is { } entry)
        {
            found.TryAdd(entry.Segment, []);
            found[entry.Segment].Add(entry.Path);
            using var content = new MemoryStream();
            reader.OpenContent().CopyTo(content);
            text += entry.Path == "text" && content.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(sample, "text"))) ? 1 : 0;
        }

        Assert.Equal([0, 1, 2, 3], found.Keys.Order());
        Assert.Equal(4, text);
        Assert.All(found.Values, paths => Assert.Equal(expected, paths.Order(StringComparer.Ordinal)));
    }
}
