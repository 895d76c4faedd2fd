using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Tar;

/// <summary>The 512-byte member header (POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar
/// Format").</summary>
internal sealed record TarHeader
{
    internal const int BlockBytes = 512;
    internal const int NameBytes = 100;
    internal const int PrefixBytes = 155;

    internal const byte FileType = (byte)'0', HardLinkType = (byte)'1', SymlinkType = (byte)'2', DirectoryType = (byte)'5';
    internal const byte PaxType = (byte)'x', PaxGlobalType = (byte)'g';
    internal const byte GnuLongName = (byte)'L', GnuLongLink = (byte)'K', GnuSparseType = (byte)'S';

    /// <summary>The largest number of a 12-byte octal field: 8 GiB - 1.</summary>
    internal const long MaxOctal12 = (1L << 33) - 1;

    /// <summary>The largest number of an 8-byte octal field.</summary>
    internal const long MaxOctal8 = (1L << 21) - 1;

    private const int ChecksumOffset = 148;
    private const int ChecksumBytes = 8;

    internal required byte[] Name { get; init; }

    internal required byte Type { get; init; }

    internal int Mode { get; init; } = Tree.TreeModes.File;

    internal int UserId { get; init; }

    internal int GroupId { get; init; }

    internal long SizeBytes { get; init; }

    internal SourceDateEpoch Modified { get; init; }

    internal byte[] Link { get; init; } = [];

    /// <summary>Ustar: the path's first part.</summary>
    internal byte[] Prefix { get; init; } = [];

    internal bool Gnu { get; init; }

    /// <summary>GNU sparse: what follows the 345 bytes that all forms share.</summary>
    internal byte[] GnuTail { get; init; } = [];

    /// <summary>The header block.</summary>
    internal byte[] ToBytes()
    {
        var block = new byte[BlockBytes];
        var fields = new LittleEndianWriter(block);
        WriteText(ref fields, Name, NameBytes);
        WriteNumber(ref fields, Mode, 8);
        WriteNumber(ref fields, UserId, 8);
        WriteNumber(ref fields, GroupId, 8);
        WriteNumber(ref fields, SizeBytes, 12);
        WriteNumber(ref fields, Modified.Seconds, 12);
        var checksum = fields.Reserve(ChecksumBytes);
        fields.WriteByte(Type);
        WriteText(ref fields, Link, NameBytes);
        fields.WriteAscii(Gnu ? "ustar  \0" : "ustar\0" + "00");
        fields.WriteZero(64);                                  // user and group names
        WriteNumber(ref fields, 0, 8);                         // device numbers
        WriteNumber(ref fields, 0, 8);
        WriteText(ref fields, Gnu ? GnuTail : Prefix, 167);
        fields.EnsureFull();
        checksum.Fill((byte)' ');
        Encoding.ASCII.GetBytes(Octal(Checksum(block), 6) + "\0 ", checksum);
        return block;
    }

    /// <summary>The sum of all bytes, the checksum itself counted as spaces.</summary>
    internal static int Checksum(ReadOnlySpan<byte> block)
    {
        var sum = ChecksumBytes * ' ';
        for (var index = 0; index < block.Length; index++)
        {
            sum += index is >= ChecksumOffset and < ChecksumOffset + ChecksumBytes ? 0 : block[index];
        }

        return sum;
    }

    /// <summary>An octal number with a NUL behind it, or where it does not fit GNU's binary form: top bit, then big
    /// endian.</summary>
    internal static void WriteNumber(ref LittleEndianWriter fields, long value, int widthBytes)
    {
        var field = fields.Reserve(widthBytes);
        if (value <= (widthBytes == 12 ? MaxOctal12 : MaxOctal8))
        {
            Encoding.ASCII.GetBytes(Octal(value, widthBytes - 1), field);
            return;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(field[^sizeof(long)..], value);
        field[0] |= 0x80;
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');

    private static void WriteText(ref LittleEndianWriter fields, byte[] text, int widthBytes) =>
        text.CopyTo(fields.Reserve(widthBytes));
}
