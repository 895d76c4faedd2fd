using Imager.Core;
using Imager.Oci.Model;
using Imager.Profiles;

namespace Imager.Extensions;

/// <summary>Where an extension comes from: a folder, a tar, an OCI layout or archive, or a registry.</summary>
/// <remarks>
/// Text forms: <c>oci:FOLDER[:TAG]</c>, <c>tar:FILE</c>, a path (with <c>/</c> first or <c>./</c>, <c>../</c>, ending in <c>.tar</c>, or that exists), else an image
/// reference.
/// </remarks>
public sealed record ExtensionSource
{
    private const string OciPrefix = "oci:";
    private const string TarPrefix = "tar:";

    private ExtensionSource(string location) => Location = location;

    /// <summary>The path or reference, as messages name it.</summary>
    public string Location { get; }

    /// <summary>The path on this machine; null for a registry.</summary>
    public string? LocalPath { get; private init; }

    /// <summary>An OCI layout's tag.</summary>
    public string? Tag { get; private init; }

    /// <summary>The reference in a registry.</summary>
    public ImageReference? Reference { get; private init; }

    /// <summary>Whether plain HTTP is allowed.</summary>
    public bool IsInsecure { get; private init; }

    /// <summary>Reads a text form.</summary>
    /// <exception cref="InvalidInputException">It is neither a path nor a reference.</exception>
    public static ExtensionSource Parse(string text, bool isInsecure = false)
    {
        if (text.StartsWith(OciPrefix, StringComparison.Ordinal))
        {
            var path = text[OciPrefix.Length..];
            var colon = Directory.Exists(path) ? -1 : path.LastIndexOf(':');
            return colon > 0
                ? new(text) { LocalPath = path[..colon], Tag = path[(colon + 1)..] }
                : new(text) { LocalPath = path };
        }

        if (text.StartsWith(TarPrefix, StringComparison.Ordinal))
        {
            return new(text) { LocalPath = text[TarPrefix.Length..] };
        }

        if (text.StartsWith('/') || text is "." or ".." || text.StartsWith("./", StringComparison.Ordinal)
            || text.StartsWith("../", StringComparison.Ordinal) || text.EndsWith(".tar", StringComparison.Ordinal) || Path.Exists(text))
        {
            return new(text) { LocalPath = text };
        }

        return ImageReference.TryParse(text, out var reference)
            ? new(text) { Reference = reference, IsInsecure = isInsecure }
            : throw new InvalidInputException(
                "IMG2860",
                $"the extension \"{text}\" is neither a file or folder on this machine nor an image reference. Write a path (./hello), "
                + "oci:FOLDER, tar:FILE, or a reference such as registry.example/hello:v1.");
    }

    /// <summary>The source that a profile names.</summary>
    /// <exception cref="InvalidInputException">It names none, or more than one.</exception>
    public static ExtensionSource From(ContainerAsset asset) =>
        (asset.ImageRef, asset.TarballPath, asset.OciPath) switch
        {
            ({ Length: > 0 } reference, null or "", null or "") => Parse(reference, asset.ForceInsecure == true),
            (null or "", { Length: > 0 } tar, null or "") => new(tar) { LocalPath = tar },
            (null or "", null or "", { Length: > 0 } layout) => new(layout) { LocalPath = layout },
            _ => throw new InvalidInputException(
                "IMG2861", "input.systemExtensions: give exactly one of imageRef, tarballPath and ociPath for each extension."),
        };
}
