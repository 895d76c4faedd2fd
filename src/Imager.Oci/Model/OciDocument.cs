using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>A manifest, index or config as bytes: what is hashed is what is stored and what is pushed.</summary>
public sealed record OciDocument
{
    /// <summary>Wraps the bytes of a document; they must not change afterwards.</summary>
    public OciDocument(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        Descriptor = new Descriptor(mediaType, Digest.Sha256(bytes.Span), bytes.Length);
    }

    /// <summary>The JSON, UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Media type, SHA-256 digest and size of <see cref="Bytes"/>.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>The type the bytes are declared to have.</summary>
    public string MediaType => Descriptor.MediaType;

    /// <summary>Wraps bytes that came under a promise: size and digest of <paramref name="expected"/>, whichever algorithm.</summary>
    /// <exception cref="DependencyException">The bytes are other ones.</exception>
    public static OciDocument Verified(Descriptor expected, ReadOnlyMemory<byte> bytes, string origin)
    {
        using var verifier = new Storage.ContentVerifier(expected, origin);
        verifier.Append(bytes.Span);
        verifier.Finish();
        return new OciDocument(expected.MediaType, bytes);
    }
}
