namespace Imager.Artifacts;

/// <summary>A finished artifact.</summary>
/// <remarks>
/// <c>SizeBytes</c>: of the file. <c>ImageBytes</c>: of the image inside it, holes included. <c>PayloadBytes</c>: what of that is
/// not a hole. <c>Sha256</c>: of the file, when it was asked for.
/// </remarks>
public sealed record ArtifactReport(
    string Path, string Profile, string Kind, string Arch, long SizeBytes, long ImageBytes, long PayloadBytes, string? Sha256)
{
    /// <summary>The manifest's digest, when the artifact is a container image.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>The reference it was pushed to, pinned to the digest there (of the index, when there are several architectures).</summary>
    public string? PushedTo { get; init; }
}
