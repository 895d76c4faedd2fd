using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>Where an image is: <c>registry/repository:tag@digest</c>, with Docker's defaults filled in.</summary>
/// <remarks>
/// Grammar of distribution's reference package. The first part is a registry when it holds a dot or a colon or is <c>localhost</c>;
/// else the registry is <c>docker.io</c>, and a single name is in <c>library/</c>. Without tag and digest the tag is <c>latest</c>.
/// </remarks>
public sealed partial record ImageReference
{
    /// <summary>Docker Hub's name in references.</summary>
    public const string DockerHub = "docker.io";

    private const int MaxRepositoryLength = 255;

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and optional port.</summary>
    public string Registry { get; }

    /// <summary>The path below the registry.</summary>
    public string Repository { get; }

    /// <summary>The tag, or null when only a digest is given.</summary>
    public string? Tag { get; }

    /// <summary>The digest, or null. It wins over the tag.</summary>
    public Digest? Digest { get; }

    /// <summary>What the registry is asked for: the digest if there is one, else the tag.</summary>
    public string TagOrDigest => Digest?.ToString() ?? Tag!;

    /// <summary>Parses a reference.</summary>
    /// <exception cref="InvalidInputException">The text is no reference; the message says which part.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out var reference, out var problem)
        ? reference
        : throw new InvalidInputException("IMG2957", $"invalid image reference \"{text}\": {problem}");

    /// <summary>Parses without throwing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference) =>
        TryParse(text, out reference, out _);

    /// <summary>The same repository, pinned to a digest; the tag stays for people to read.</summary>
    public ImageReference WithDigest(Digest digest) => new(Registry, Repository, Tag, digest);

    /// <summary>The same repository under another tag, without a digest.</summary>
    /// <exception cref="InvalidInputException">The tag is malformed.</exception>
    public ImageReference WithTag(string tag) => TagPattern().IsMatch(tag)
        ? new(Registry, Repository, tag, null)
        : throw new InvalidInputException("IMG2958", $"invalid tag \"{tag}\": {TagRule}");

    /// <summary>The full form, with registry and tag or digest or both.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? string.Empty : $":{Tag}")}{(Digest is null ? string.Empty : $"@{Digest}")}";

    private const string TagRule = "a tag has 1 to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'.";

    private static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference, out string problem)
    {
        reference = null;
        if (string.IsNullOrEmpty(text) || text.Length > 1024)
        {
            problem = "write registry/repository:tag, for example ghcr.io/siderolabs/installer:v1.6.7.";
            return false;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            problem = "leave out the scheme; plain HTTP is asked for by an option of its own.";
            return false;
        }

        var (rest, tag, digest) = (text, (string?)null, (Digest?)null);
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!Digest.TryParse(rest[(at + 1)..], out digest))
            {
                problem = $"\"{rest[(at + 1)..]}\" is no digest; write sha256: and 64 lower-case hex digits.";
                return false;
            }

            rest = rest[..at];
        }

        if (rest.LastIndexOf(':') is var colon && colon > rest.LastIndexOf('/'))
        {
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
            if (!TagPattern().IsMatch(tag))
            {
                problem = $"\"{tag}\" is no tag; {TagRule}";
                return false;
            }
        }

        return TryName(rest, tag ?? (digest is null ? "latest" : null), digest, out reference, out problem);
    }

    private static bool TryName(string name, string? tag, Digest? digest, out ImageReference? reference, out string problem)
    {
        reference = null;
        var (registry, repository) = SplitRegistry(name);
        if (!RegistryPattern().IsMatch(registry))
        {
            problem = $"\"{registry}\" is no registry; write host or host:port.";
            return false;
        }

        if (repository.Length > MaxRepositoryLength || !RepositoryPattern().IsMatch(repository))
        {
            problem = repository.Any(char.IsAsciiLetterUpper)
                ? $"the repository \"{repository}\" must be lower case."
                : $"\"{repository}\" is no repository; use lower-case letters and digits, joined by '/', '.', '_' or '-', "
                    + $"at most {MaxRepositoryLength} characters.";
            return false;
        }

        problem = string.Empty;
        reference = new(registry, repository, tag, digest);
        return true;
    }

    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? string.Empty : name[..slash];
        var isRegistry = first == "localhost" || first.Contains('.', StringComparison.Ordinal)
            || first.Contains(':', StringComparison.Ordinal);
        var (registry, repository) = isRegistry ? (first, name[(slash + 1)..]) : (DockerHub, name);
        if (registry == "index.docker.io")
        {
            registry = DockerHub;
        }

        return registry == DockerHub && !repository.Contains('/', StringComparison.Ordinal)
            ? (registry, "library/" + repository)
            : (registry, repository);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryPattern();
}
