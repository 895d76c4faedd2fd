using System.Formats.Tar;
using Imager.Build.Reproducibility;
using Imager.Build.Tests.Support;

namespace Imager.Build.Tests.Reproducibility;

public sealed class ArtifactComparisonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Compare_of_equal_folders_finds_nothing_and_ignores_caches_and_logs()
    {
        Both("metal-amd64.iso", "same", "same");
        Both(".cache/stamps/x", "1", "2");
        Both("logs/recipes.log", "yesterday", "today");

        var comparison = Compare();

        Assert.Equal((1, 0), (comparison.Files, comparison.Differences));
        Assert.StartsWith("same ", Assert.Single(comparison.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_says_which_file_differs_and_at_which_byte()
    {
        Both("equal", "x", "x");
        Both("vmlinuz-amd64", "kernel one", "kernel two!");
        folder.Write("first/only", "x");

        var comparison = Compare();

        Assert.Equal((3, 2), (comparison.Files, comparison.Differences));
        Assert.Contains("DIFFERENT only: only in the first build", comparison.Lines);
        Assert.Contains("DIFFERENT vmlinuz-amd64: 10 and 11 bytes, first difference at byte 7", comparison.Lines);
    }

    [Fact]
    public void Explain_names_the_member_of_an_archive_that_differs()
    {
        var (one, other) = (WriteTar("one.tar", "left"), WriteTar("other.tar", "rite"));

        var text = FileDifference.Explain(one, other, folder.Path, default);

        Assert.Contains("changed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("steady", text, StringComparison.Ordinal);
    }

    private string WriteTar(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);
        using var tar = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
        foreach (var (member, text) in new[] { ("steady", "x"), ("changed", content) })
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, member)
            {
                DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }

        return path;
    }

    private void Both(string name, string first, string second)
    {
        folder.Write($"first/{name}", first);
        folder.Write($"second/{name}", second);
    }

    private ArtifactComparison Compare() =>
        ArtifactComparison.Compare(Path.Combine(folder.Path, "first"), Path.Combine(folder.Path, "second"), folder.Path, default);
}
