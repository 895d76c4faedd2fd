using Imager.Core;
using Imager.Oci.Model;
using Imager.Profiles;

namespace Imager.Images;

/// <summary>Where a container image is said to be: <c>REF</c>, <c>oci:DIR[:TAG]</c> or <c>tar:FILE[:TAG]</c>.</summary>
public abstract record ImageLocation
{
    private const string LayoutPrefix = "oci:";
    private const string ArchivePrefix = "tar:";

    private ImageLocation()
    {
    }

    /// <summary>In a registry. <c>IsInsecure</c>: plain HTTP and unverified TLS are allowed for it.</summary>
    public sealed record Registry(ImageReference Reference, bool IsInsecure = false) : ImageLocation
    {
        /// <inheritdoc/>
        public override string ToString() => Reference.ToString();
    }

    /// <summary>In an OCI layout folder; <c>Tag</c> selects by reference name.</summary>
    public sealed record Layout(string Folder, string? Tag) : ImageLocation
    {
        /// <inheritdoc/>
        public override string ToString() => $"{LayoutPrefix}{Folder}{Suffix(Tag)}";
    }

    /// <summary>In a tar: an OCI layout, a docker-archive or the files of a root file system.</summary>
    public sealed record Archive(string Path, string? Tag) : ImageLocation
    {
        /// <inheritdoc/>
        public override string ToString() => $"{ArchivePrefix}{Path}{Suffix(Tag)}";
    }

    /// <summary>Reads what a person typed.</summary>
    /// <exception cref="InvalidInputException">It is neither a reference nor a path with a known prefix.</exception>
    public static ImageLocation Parse(string text, bool isInsecure = false)
    {
        if (text.StartsWith(LayoutPrefix, StringComparison.Ordinal))
        {
            var (path, tag) = SplitTag(text, LayoutPrefix);
            return new Layout(path, tag);
        }

        if (text.StartsWith(ArchivePrefix, StringComparison.Ordinal))
        {
            var (path, tag) = SplitTag(text, ArchivePrefix);
            return new Archive(path, tag);
        }

        return new Registry(ImageReference.Parse(text), isInsecure);
    }

    /// <summary>What a profile names, or null when it names nothing; <c>oci:</c> and <c>tar:</c> work in <c>imageRef</c> too.</summary>
    /// <exception cref="InvalidInputException">The reference is malformed.</exception>
    public static ImageLocation? Of(ContainerAsset? asset) => asset switch
    {
        null or { IsEmpty: true } => null,
        { ImageRef.Length: > 0 } => Parse(asset.ImageRef, asset.ForceInsecure == true),
        { OciPath.Length: > 0 } => OfPath(asset.OciPath),
        _ => new Archive(asset.TarballPath!, null),
    };

    /// <summary>A layout folder or an archive, by what is there; <c>PATH:TAG</c> chooses one of several images.</summary>
    private static ImageLocation OfPath(string text)
    {
        var colon = text.LastIndexOf(':');
        var (path, tag) = System.IO.Path.Exists(text) || colon <= text.LastIndexOf('/') ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return File.Exists(path) ? new Archive(path, tag) : new Layout(path, tag);
    }

    private static (string Path, string? Tag) SplitTag(string text, string prefix)
    {
        var rest = text[prefix.Length..];
        var colon = rest.LastIndexOf(':');
        var (path, tag) = colon > rest.LastIndexOf('/') && colon > 0 ? (rest[..colon], rest[(colon + 1)..]) : (rest, null);
        return path.Length > 0 && tag is not { Length: 0 }
            ? (path, tag)
            : throw new InvalidInputException("IMG2020", $"\"{text}\" names no path: write {prefix}PATH or {prefix}PATH:TAG.");
    }

    private static string Suffix(string? tag) => tag is null ? string.Empty : $":{tag}";
}
