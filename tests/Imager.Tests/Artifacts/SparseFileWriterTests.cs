using Imager.Artifacts;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Tests.Support;

namespace Imager.Tests.Artifacts;

public sealed class SparseFileWriterTests
{
    [Fact]
    public void Write_puts_every_extent_at_its_place_and_leaves_holes_unallocated()
    {
        using var folder = new TempFolder();
        var payload = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31)).ToArray();
        using var source = FileSource.Open(folder.Write("payload", payload), "payload");
        var inner = new ExtentMapBuilder();
        inner.Add(100, source, 50, 200_000);
        var builder = new ExtentMapBuilder();
        builder.Add(0, new byte[] { 1, 2, 3 });
        builder.Add(1_000_000, inner.Build(300_000));
        var map = builder.Build(1L << 30);

        ArtifactWriter.Write(
            folder.File("out"), file => SparseFileWriter.Write(map, file, CancellationToken.None), CancellationToken.None);

        using var written = FileSource.Open(folder.File("out"), "result");
        var readBack = new byte[200_000];
        written.ReadExactly(1_000_100, readBack);
        Assert.Equal(payload[50..200_050], readBack);
        Assert.Equal(1L << 30, written.LengthBytes);
        Assert.Equal(new byte[100], ReadRange(written, 1_000_000, 100));
        Assert.True(AllocatedBytes(folder.File("out")) < 1 << 20);
    }

    [Fact]
    public void Write_reports_the_file_and_the_missing_bytes_when_a_source_shrinks()
    {
        using var folder = new TempFolder();
        using var source = FileSource.Open(folder.Write("payload", new byte[200_000]), "payload");
        File.WriteAllBytes(folder.File("payload"), new byte[150_000]);

        var error = Assert.Throws<Core.FileAccessException>(() => ArtifactWriter.Write(
            folder.File("out"),
            file => SparseFileWriter.Write(ExtentMap.FromSource(source), file, CancellationToken.None),
            CancellationToken.None));

        Assert.Equal("IMG6002", error.Code);
        Assert.Contains("50000 bytes are missing at offset 150000", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out")));
    }

    private static byte[] ReadRange(FileSource source, long offset, int count)
    {
        var bytes = new byte[count];
        source.ReadExactly(offset, bytes);
        return bytes;
    }

    private static long AllocatedBytes(string path)
    {
        using var du = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("du", ["-B1", path]) { RedirectStandardOutput = true })!;
        return long.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0]);
    }
}
