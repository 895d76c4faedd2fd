namespace Imager.Profiles.Extensions;

/// <summary>The <c>manifest.yaml</c> of a system extension.</summary>
/// <remarks>Format version <c>v1alpha1</c>. <c>ExtraInfo</c> is free text, absent in old manifests.</remarks>
public sealed record ExtensionManifest
{
    /// <summary>The only format version there is.</summary>
    public const string KnownVersion = "v1alpha1";

    /// <summary>The file's path in an extension image.</summary>
    public const string FileName = "manifest.yaml";

    /// <summary>The extension's name, which the running OS shows.</summary>
    public required string Name { get; init; }

    /// <summary>The extension's own version, free text.</summary>
    public required string Version { get; init; }

    /// <summary>Who made it; may be empty.</summary>
    public string Author { get; init; } = string.Empty;

    /// <summary>What it is for; may be empty.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>OS versions it works with, as written; null for all.</summary>
    public string? Compatibility { get; init; }

    /// <summary>More text for people.</summary>
    public string? ExtraInfo { get; init; }

    /// <summary>Reads a manifest strictly: unknown keys, wrong types and missing values are all reported.</summary>
    public static ExtensionManifestResult Parse(string text, string source) => ManifestReader.Read(text, source);
}
