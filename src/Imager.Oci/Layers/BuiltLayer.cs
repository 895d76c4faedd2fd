using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Layers;

/// <summary>A layer in a store: its blob, and the digest of its uncompressed tar.</summary>
public sealed record BuiltLayer(Descriptor Descriptor, Digest DiffId)
{
    /// <summary>What the image's history says about the layer.</summary>
    public string CreatedBy { get; init; } = "imager";
}
