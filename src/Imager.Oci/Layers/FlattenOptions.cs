namespace Imager.Oci.Layers;

/// <summary>Policies and limits for layers that strangers made.</summary>
public sealed record FlattenOptions
{
    /// <summary>Devices and pipes; refused unless set otherwise.</summary>
    public SpecialFilePolicy SpecialFiles { get; init; } = SpecialFilePolicy.Refuse;

    /// <summary>Whether a file may be there twice in one layer (the last one wins, as in tar); refused unless set.</summary>
    public bool AllowDuplicates { get; init; }

    /// <summary>Paths of all layers together, at most.</summary>
    public int MaxEntries { get; init; } = 2_000_000;

    /// <summary>Uncompressed bytes of all layers together, at most.</summary>
    public long MaxUncompressedBytes { get; init; } = 64L << 30;

    /// <summary>Decodes Zstandard; the base class library cannot. Null makes such layers an error.</summary>
    /// <remarks>Gets the compressed stream, which the returned stream must own.</remarks>
    public Func<Stream, Stream>? ZstdDecoder { get; init; }
}
