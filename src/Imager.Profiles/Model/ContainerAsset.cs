namespace Imager.Profiles;

/// <summary>An input container image: from a registry, a tar of its root file system, or an OCI layout.</summary>
public sealed record ContainerAsset
{
    /// <summary>A registry reference.</summary>
    public string? ImageRef { get; init; }

    /// <summary>Plain http and unverified TLS are allowed for <see cref="ImageRef"/>.</summary>
    public bool? ForceInsecure { get; init; }

    /// <summary>A tar of the root file system (not <c>docker save</c> output).</summary>
    public string? TarballPath { get; init; }

    /// <summary>An OCI layout directory, or a tar of one or of <c>docker save</c>; <c>PATH:TAG</c> selects one of several images.</summary>
    public string? OciPath { get; init; }

    /// <summary>Whether nothing names a source.</summary>
    public bool IsEmpty =>
        string.IsNullOrEmpty(ImageRef) && string.IsNullOrEmpty(TarballPath) && string.IsNullOrEmpty(OciPath);

    /// <summary>Reads what a flag says: a registry reference, <c>oci:FOLDER</c> or <c>tar:FILE</c>.</summary>
    public static ContainerAsset Parse(string text) => text.Split(':', 2) switch
    {
        ["oci" or "tar", { Length: > 0 } path] => new ContainerAsset { OciPath = path },
        _ => new ContainerAsset { ImageRef = text },
    };
}
