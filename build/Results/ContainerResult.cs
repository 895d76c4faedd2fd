using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Build.Results;

/// <summary>A container image that a run made: its name, its digest, and the manifest of each platform.</summary>
public sealed record ContainerResult(
    string Name, ImageReference Reference, Digest Digest, IReadOnlyDictionary<string, string> Platforms)
{
    /// <summary>As other tools read it: name, tag and digest.</summary>
    public string Pinned => Reference.WithDigest(Digest).ToString();
}
