using System.Buffers.Binary;
using System.Text;

namespace Imager.Formats.Binary;

/// <summary>A forward-only cursor over an on-disk structure; it must end exactly full.</summary>
public ref struct BigEndianWriter(Span<byte> destination)
{
    private readonly Span<byte> destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int PositionBytes { get; private set; }

    /// <summary>Writes 8-bit values.</summary>
    public void WriteByte(params ReadOnlySpan<byte> values) => values.CopyTo(Reserve(values.Length));

    /// <summary>Writes 16-bit values.</summary>
    public void WriteUInt16(params ReadOnlySpan<ushort> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16BigEndian(Reserve(sizeof(ushort)), value);
        }
    }

    /// <summary>Writes 32-bit values.</summary>
    public void WriteUInt32(params ReadOnlySpan<uint> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt32BigEndian(Reserve(sizeof(uint)), value);
        }
    }

    /// <summary>Writes 64-bit values.</summary>
    public void WriteUInt64(params ReadOnlySpan<ulong> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Reserve(sizeof(ulong)), value);
        }
    }


    /// <summary>Writes a GUID in its printed byte order (RFC 9562).</summary>
    public void WriteGuid(Guid value) => value.TryWriteBytes(Reserve(16), bigEndian: true, out _);

    /// <summary>Writes ASCII text without a terminator.</summary>
    public void WriteAscii(string text) => Encoding.ASCII.GetBytes(text, Reserve(text.Length));

    /// <summary>Writes ASCII text padded to <paramref name="widthBytes"/> with <paramref name="pad"/>.</summary>
    /// <exception cref="ArgumentException">The text is longer than the field.</exception>
    public void WriteAscii(string text, int widthBytes, byte pad)
    {
        var field = Reserve(widthBytes);
        field.Fill(pad);
        Encoding.ASCII.GetBytes(text, field);
    }

    /// <summary>Writes raw bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Writes <paramref name="countBytes"/> zero bytes.</summary>
    public void WriteZero(int countBytes) => Reserve(countBytes).Clear();

    /// <summary>Skips a field and returns it, zeroed, for a value that is known later (a checksum).</summary>
    public Span<byte> Reserve(int countBytes)
    {
        var field = destination.Slice(PositionBytes, countBytes);
        PositionBytes += countBytes;
        return field;
    }

    /// <summary>Checks that the structure is exactly full.</summary>
    /// <exception cref="InvalidOperationException">Bytes are missing: a bug in the caller.</exception>
    public readonly void EnsureFull()
    {
        if (PositionBytes != destination.Length)
        {
            throw new InvalidOperationException($"structure of {destination.Length} bytes ended at {PositionBytes}");
        }
    }
}
