using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Compression;

[Trait("Category", "Oracle")]
public sealed class CompressedImageWriterTests
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData(CompressionFormat.Zstandard, "zstd")]
    [InlineData(CompressionFormat.Xz, "xz")]
    [InlineData(CompressionFormat.Gzip, "gzip")]
    public void Write_is_tested_and_decoded_by_the_standard_tool(CompressionFormat format, string tool)
    {
        if (Tool.IsMissing(tool, "cmp"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var raw = folder.Write(Image());
        var compressed = Write(folder, format, "image." + Suffix(format));

        Tool.RunChecked(tool, "-t", compressed);
        var difference = Tool.Run("sh", "-c", $"{tool} -dc '{compressed}' | cmp - '{raw}'");

        Assert.Equal(string.Empty, difference.Output + difference.Error);
    }

    [Fact]
    public void Write_states_size_and_check_of_every_zst_frame()
    {
        if (Tool.IsMissing("zstd"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var listing = Tool.RunChecked("zstd", "-lv", Write(folder, CompressionFormat.Zstandard, "image.zst"));

        Assert.Contains("Decompressed Size: 300 MiB (314572813 B)", listing, StringComparison.Ordinal);
        Assert.Contains("Zstandard Frames: 9", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_makes_one_indexed_xz_stream()
    {
        if (Tool.IsMissing("xz"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var listing = Tool.RunChecked("xz", "--robot", "-l", Write(folder, CompressionFormat.Xz, "image.xz"));

        Assert.Matches(@"\nfile\t1\t\d+\t\d+\t314572813\t0\.\d+\tCRC64\t0\n", listing);
    }

    [Fact]
    public void Write_makes_one_gzip_member_with_the_size_in_its_trailer()
    {
        if (Tool.IsMissing("gzip"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var listing = Tool.RunChecked("gzip", "-l", Write(folder, CompressionFormat.Gzip, "image.gz"));

        Assert.Contains(" 314572813 ", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Decompression_reads_what_the_standard_tools_write()
    {
        if (Tool.IsMissing("zstd", "xz", "gzip"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var raw = folder.Write(Image());
        var expected = Hash(File.OpenRead(raw));
        Tool.RunChecked("sh", "-c", $"cd '{folder.Folder}' && zstd -q -k -6 {raw} -o t.zst && xz -3 -T2 -c {raw} > t.xz && gzip -c {raw} > t.gz");

        var hashes = new[] { "t.zst", "t.xz", "t.gz" }
            .Select(name => Hash(DecompressionStream.Open(File.OpenRead(folder.PathOf(name)))));

        Assert.All(hashes, hash => Assert.Equal(expected, hash));
    }

    [Fact]
    public void Write_makes_a_sparse_tar_gz_that_GNU_tar_extracts_as_a_sparse_file()
    {
        if (Tool.IsMissing("tar", "gzip", "cmp", "du", "bsdtar"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var raw = folder.Write(Image(), "expected.raw");
        var options = new TarOptions { Format = TarFormat.Gnu, Epoch = SourceDateEpoch.Default };
        var archive = TarArchive.Create(options, [new TarSparseFile("disk.raw", Image())]);
        var path = Write(folder, CompressionFormat.Gzip, "image.tar.gz", archive);

        var listing = Tool.RunChecked("tar", "-tvzf", path);
        Tool.RunChecked("tar", "-C", folder.Folder, "-xzf", path);
        var usedKiB = Tool.RunChecked("du", "-k", folder.PathOf("disk.raw")).Split('\t')[0];

        Assert.Contains("-rw-r--r-- 0/0       314572813 2025-10-09 08:53 disk.raw", listing, StringComparison.Ordinal);
        Tool.RunChecked("cmp", raw, folder.PathOf("disk.raw"));
        Assert.InRange(int.Parse(usedKiB), 6 * 1024, 12 * 1024);
        Assert.Contains("314572813", Tool.RunChecked("bsdtar", "-tvf", path), StringComparison.Ordinal);
    }

    private static ExtentMap Image()
    {
        using var aes = Aes.Create();
        aes.Key = new byte[16];
        var random = aes.EncryptCbc(new byte[3 * MiB], new byte[16])[..(3 * MiB)];
        var image = new ExtentMapBuilder();
        image.Add(0, Enumerable.Range(0, 512).Select(n => (byte)n).ToArray());
        image.Add(MiB + 512, Enumerable.Range(0, 2 * MiB).Select(n => (byte)((n * n >> 9) % 61)).ToArray());
        image.Add(20 * MiB, random);
        image.Add(30 * MiB, new byte[MiB]);
        image.Add(100 * MiB, random.AsMemory(0, 700));
        image.Add((300 * MiB) - 100, random.AsMemory(0, 113));
        return image.Build((300 * MiB) + 13);
    }

    private static string Suffix(CompressionFormat format) => format switch
    {
        CompressionFormat.Zstandard => "zst",
        CompressionFormat.Xz => "xz",
        _ => "gz",
    };

    private static string Write(TempArtifact folder, CompressionFormat format, string name, ExtentMap? image = null)
    {
        var path = folder.PathOf(name);
        using var file = File.Create(path);
        CompressedImageWriter.Write(image ?? Image(), file, new() { Format = format, Threads = 2 }, CancellationToken.None);
        return path;
    }

    private static string Hash(Stream content)
    {
        using (content)
        {
            return Convert.ToHexString(SHA256.HashData(content));
        }
    }
}
