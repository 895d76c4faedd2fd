using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Trust;

namespace Imager.Images;

/// <summary>A location, resolved to a digest and verified; <c>Source</c> gives exactly that content, by digest.</summary>
public sealed record PinnedRoot(ImageLocation Location, IImageSource Source, OciDocument Document, TrustFinding Trust)
{
    /// <summary>The digest of the index or manifest.</summary>
    public Digest Digest => Document.Descriptor.Digest;
}
