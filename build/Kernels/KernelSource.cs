using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Where the source of a kernel comes from that is compiled here: what KERNEL_SOURCE says.</summary>
public abstract record KernelSource
{
    private const string DebianWord = "debian";
    private const string DigestMark = "#sha256=";

    private KernelSource()
    {
    }

    /// <summary>Debian's own source package of the suite, with Debian's patches, verified by apt.</summary>
    public sealed record Debian : KernelSource
    {
        public override string ToString() => DebianWord;
    }

    /// <summary>A tar that is downloaded; <paramref name="Sha256"/> is 64 lower-case hex digits.</summary>
    public sealed record Download(Uri Address, string Sha256) : KernelSource
    {
        public override string ToString() => $"{Address}{DigestMark}{Sha256}";
    }

    /// <summary>A tar on this machine.</summary>
    public sealed record Archive(string Path) : KernelSource
    {
        public override string ToString() => Path;
    }

    /// <summary>A source tree on this machine.</summary>
    public sealed record Folder(string Path) : KernelSource
    {
        public override string ToString() => Path;
    }

    /// <summary>Reads the variable; null when it is empty: no kernel is compiled.</summary>
    /// <exception cref="InvalidInputException">It is none of the forms, or a download has no digest.</exception>
    public static KernelSource? Parse(string text, BuildPaths paths)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text == DebianWord)
        {
            return new Debian();
        }

        if (text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal))
        {
            return ParseDownload(text);
        }

        var path = paths.FromCaller(text);
        return Directory.Exists(path) ? new Folder(path)
            : File.Exists(path) ? new Archive(path)
            : throw new InvalidInputException(
                "IMG2630",
                $"KERNEL_SOURCE={text}: there is no such file or folder. Write debian, a folder, a tar, or https://...tar.xz#sha256=HEX."
                + NearestMatch.Hint(text, [DebianWord]));
    }

    private static Download ParseDownload(string text)
    {
        var parts = text.Split(DigestMark, 2);
        var sha256 = parts.ElementAtOrDefault(1)?.ToLowerInvariant() ?? string.Empty;
        return sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower) && Uri.TryCreate(parts[0], UriKind.Absolute, out var address)
            ? new(address, sha256)
            : throw new InvalidInputException(
                "IMG2631",
                $"KERNEL_SOURCE={text}: a download must name what it has to be. Write URL{DigestMark} and 64 hex digits; "
                + "kernel.org has them in sha256sums.asc beside the tar.");
    }
}
