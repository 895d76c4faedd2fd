using System.Security.Cryptography;
using System.Text;
using Imager.Artifacts;

namespace Imager.Build.Results;

/// <summary>Writes <c>sha256sum.txt</c> and <c>sha512sum.txt</c>, as <c>sha256sum -c</c> and <c>sha512sum -c</c> read them.</summary>
public static class ChecksumFiles
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The names of both files.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sha256sum.txt", "sha512sum.txt"];

    /// <summary>Sums of the named files of a folder, sorted by name; each file is read once.</summary>
    public static async Task WriteAsync(string folder, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (short256, long512) = (new StringBuilder(), new StringBuilder());
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var (sha256, sha512) = await HashAsync(Path.Combine(folder, name), cancellationToken);
            short256.Append(sha256).Append("  ").Append(name).Append('\n');
            long512.Append(sha512).Append("  ").Append(name).Append('\n');
        }

        foreach (var (name, text) in Names.Zip([short256.ToString(), long512.ToString()]))
        {
            ArtifactWriter.Write(Path.Combine(folder, name), file => file.Write(Encoding.UTF8.GetBytes(text)), cancellationToken);
        }
    }

    private static async Task<(string Sha256, string Sha512)> HashAsync(string path, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferBytes];
        for (int count; (count = await file.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            sha256.AppendData(buffer.AsSpan(0, count));
            sha512.AppendData(buffer.AsSpan(0, count));
        }

        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()));
    }
}
