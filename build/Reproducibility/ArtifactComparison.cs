using Imager.Build.Steps;

namespace Imager.Build.Reproducibility;

/// <summary>Two artifact folders side by side: which files differ, and where inside them.</summary>
/// <remarks><c>Lines</c>: one for each file, sorted, <c>same</c> with its digest or <c>DIFFERENT</c> with the places.</remarks>
public sealed record ArtifactComparison(int Files, int Differences, IReadOnlyList<string> Lines)
{
    /// <summary>Caches, logs and the compiled command's own folder of the .NET SDK say how a build went, not what came out.</summary>
    private static readonly string[] Ignored = [".cache", ".dotnet", "logs", "test-results"];

    /// <summary>Compares everything; <paramref name="scratch"/> is for temporary files.</summary>
    public static ArtifactComparison Compare(string first, string second, string scratch, CancellationToken cancellationToken)
    {
        var (left, right) = (FilesOf(first), FilesOf(second));
        var digests = new FileDigests();
        var differences = 0;
        var lines = new List<string>();
        foreach (var name in left.Union(right, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (one, other) = (Path.Combine(first, name), Path.Combine(second, name));
            var (oneDigest, otherDigest) = (digests.OfFile(one), digests.OfFile(other));
            if (oneDigest == otherDigest)
            {
                lines.Add($"same      {oneDigest} {name}");
                continue;
            }

            differences++;
            lines.Add($"DIFFERENT {name}: {Explain(one, other, oneDigest, otherDigest, scratch, cancellationToken)}");
        }

        return new ArtifactComparison(left.Union(right).Count(), differences, lines);
    }

    private static string Explain(
        string one, string other, string oneDigest, string otherDigest, string scratch, CancellationToken cancellationToken) =>
        oneDigest == FileDigests.Missing ? "only in the second build"
        : otherDigest == FileDigests.Missing ? "only in the first build"
        : FileDifference.Explain(one, other, scratch, cancellationToken);

    private static HashSet<string> FilesOf(string folder) =>
        [.. FileDigests.FilesOf(folder).Select(file => Path.GetRelativePath(folder, file)).Where(name => !Ignored.Contains(name.Split('/')[0]))];
}
