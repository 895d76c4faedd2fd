using System.Buffers.Binary;
using System.Text;

namespace Imager.Formats.Binary;

/// <summary>A forward-only cursor that takes an on-disk structure apart, the mirror of <see cref="BigEndianWriter"/>.</summary>
/// <remarks>Reading past the end throws <see cref="ArgumentOutOfRangeException"/>: check the length before.</remarks>
public ref struct BigEndianReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> source = source;

    /// <summary>Bytes read so far.</summary>
    public int PositionBytes { get; private set; }

    /// <summary>Bytes left.</summary>
    public readonly int RemainingBytes => source.Length - PositionBytes;

    /// <summary>Reads an 8-bit value.</summary>
    public byte ReadByte() => ReadBytes(1)[0];

    /// <summary>Reads a 16-bit value.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(ReadBytes(sizeof(ushort)));

    /// <summary>Reads a 32-bit value.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(ReadBytes(sizeof(uint)));

    /// <summary>Reads a 64-bit value.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(ReadBytes(sizeof(ulong)));

    /// <summary>Reads a GUID in its printed byte order (RFC 9562).</summary>
    public Guid ReadGuid() => new(ReadBytes(16), bigEndian: true);

    /// <summary>Reads a fixed field of ASCII text; other bytes become <c>?</c>, nothing is trimmed.</summary>
    public string ReadAscii(int widthBytes) => Encoding.ASCII.GetString(ReadBytes(widthBytes));

    /// <summary>Passes over bytes.</summary>
    public void Skip(int countBytes) => ReadBytes(countBytes);

    /// <summary>Takes the next bytes without copying them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int countBytes)
    {
        var field = source.Slice(PositionBytes, countBytes);
        PositionBytes += countBytes;
        return field;
    }
}
