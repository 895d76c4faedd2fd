using System.Buffers.Binary;

namespace Imager.Formats.Binary;

/// <summary>A forward-only cursor that reads an on-disk structure; the twin of <see cref="BigEndianWriter"/>.</summary>
/// <remarks>The caller hands over a span that is known to be long enough; a short one is a bug and throws.</remarks>
public ref struct BigEndianReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> source = source;

    /// <summary>Bytes read so far.</summary>
    public int PositionBytes { get; private set; }

    /// <summary>Reads an 8-bit value.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads a 16-bit value.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(ReadBytes(sizeof(ushort)));

    /// <summary>Reads a 32-bit value.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(sizeof(uint)));

    /// <summary>Reads a 64-bit value.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(ReadBytes(sizeof(ulong)));

    /// <summary>Reads a GUID stored in its printed byte order (RFC 9562).</summary>
    public Guid ReadGuid() => new(ReadBytes(16), bigEndian: true);

    /// <summary>Reads raw bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int countBytes)
    {
        var field = source.Slice(PositionBytes, countBytes);
        PositionBytes += countBytes;
        return field;
    }

    /// <summary>Passes over <paramref name="countBytes"/> bytes.</summary>
    public void Skip(int countBytes) => ReadBytes(countBytes);
}
