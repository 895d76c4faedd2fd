using System.Buffers.Binary;
using System.IO.Compression;
using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>Gzip: any number of members, length and checksum of each verified here.</summary>
/// <remarks>
/// The framework's GZipStream takes data that ends early for complete, so only its inflater is used. That one reads
/// ahead; a member's end is found by looking for the trailer that its content must have (RFC 1952, 2.3.1) in the last
/// block it took.
/// </remarks>
internal sealed class GzipDecoder(CompressedInput input, bool isSingle = false) : IDecoder
{
    private const int FixedHeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const int MaxFieldBytes = 64 << 10;

    private MemberInput? member;
    private DeflateStream? inflater;
    private uint crc;
    private uint length;
    private long members;

    public int Decode(Span<byte> destination)
    {
        while (inflater is not null || BeginMember())
        {
            var count = Inflate(destination);
            if (count > 0)
            {
                crc = Crc32.Append(crc, destination[..count]);
                length = unchecked(length + (uint)count);
                return count;
            }

            EndMember();
        }

        return 0;
    }

    public void Dispose() => inflater?.Dispose();

    private int Inflate(Span<byte> destination)
    {
        try
        {
            return inflater!.Read(destination);
        }
        catch (InvalidDataException error)
        {
            throw CompressedDataErrors.Damaged("gz", input, error.Message);
        }
    }

    private bool BeginMember()
    {
        if (members > 0 && isSingle)
        {
            return false;
        }

        if (members > 0)
        {
            SkipPadding();
        }

        if (members > 0 && input.Available.IsEmpty)
        {
            return false;
        }

        SkipHeader();
        members++;
        (crc, length) = (0, 0);
        member = new MemberInput(input);
        inflater = new DeflateStream(member, CompressionMode.Decompress);
        return true;
    }

    /// <summary>Zeros up to a tape block's end are allowed behind a member, as gzip allows them.</summary>
    private void SkipPadding()
    {
        do
        {
            input.Fill(1);
            var zeros = input.Available.IndexOfAnyExcept((byte)0);
            input.Advance(zeros < 0 ? input.Available.Length : zeros);
        }
        while (input.Available.IsEmpty && !input.IsEnded);
    }

    private void SkipHeader()
    {
        const byte headerCrc = 2, extra = 4, name = 8, comment = 16;
        var header = Take(FixedHeaderBytes);
        var flags = header[3];
        if (!header.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) || (flags & 0xE0) != 0)
        {
            throw CompressedDataErrors.Damaged("gz", input, "no gzip header where one is due");
        }

        if ((flags & extra) != 0)
        {
            Take(BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))));
        }

        for (var text = flags & (name | comment); text != 0; text &= text - 1)
        {
            SkipText();
        }

        Take((flags & headerCrc) != 0 ? sizeof(ushort) : 0);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        input.Fill(count);
        if (input.Available.Length < count)
        {
            throw CompressedDataErrors.Truncated("gz", input);
        }

        var bytes = input.Available[..count];
        input.Advance(count);
        return bytes;
    }

    private void SkipText()
    {
        input.Fill(MaxFieldBytes);
        var end = input.Available[..Math.Min(MaxFieldBytes, input.Available.Length)].IndexOf((byte)0);
        if (end < 0)
        {
            throw input.IsEnded
                ? CompressedDataErrors.Truncated("gz", input)
                : CompressedDataErrors.Damaged("gz", input, $"a header text longer than {MaxFieldBytes} bytes");
        }

        input.Advance(end + 1);
    }

    private void EndMember()
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], length);
        input.Rewind(member!.LastBlockBytes);
        input.Fill(member.LastBlockBytes + TrailerBytes);
        var reach = Math.Min(input.Available.Length, member.LastBlockBytes + TrailerBytes);
        var place = input.Available[..reach].IndexOf(trailer);
        if (place < 0)
        {
            input.Advance(reach);
            throw input.IsEnded && input.Available.IsEmpty
                ? CompressedDataErrors.Truncated("gz", input)
                : CompressedDataErrors.Damaged("gz", input, "length and checksum do not match the content");
        }

        input.Advance(place + TrailerBytes);
        inflater!.Dispose();
        inflater = null;
    }

    /// <summary>Hands the inflater one block after the other and remembers how long the last one was.</summary>
    private sealed class MemberInput(CompressedInput input) : ReadOnlyStream
    {
        internal int LastBlockBytes { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (input.Available.IsEmpty)
            {
                input.Fill(1);
            }

            // 0 at the input's end: the block before it can no longer be taken back.
            LastBlockBytes = Math.Min(buffer.Length, input.Available.Length);
            input.Available[..LastBlockBytes].CopyTo(buffer);
            input.Advance(LastBlockBytes);
            return LastBlockBytes;
        }
    }
}
