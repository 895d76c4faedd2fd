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

    /// <summary>An OCI layout directory.</summary>
    public string? OciPath { get; init; }

    /// <summary>Whether nothing names a source.</summary>
    public bool IsEmpty =>
        string.IsNullOrEmpty(ImageRef) && string.IsNullOrEmpty(TarballPath) && string.IsNullOrEmpty(OciPath);
}
