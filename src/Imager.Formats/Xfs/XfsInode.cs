using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>An inode of version 3: 176 bytes of core, then the data fork.</summary>
/// <remarks>struct xfs_dinode, xfs_format.h. <c>Mode</c> includes the file type bits; <c>Fork</c> is what the format says.</remarks>
internal sealed record XfsInode(ulong Number, int Mode, XfsForkFormat Format, ReadOnlyMemory<byte> Fork)
{
    public const int CoreBytes = 176;

    private const ushort Magic = 0x494E;
    private const ulong BigTime = 8, WideExtentCount = 0x10;
    private const int CrcOffset = 100;

    public uint Links { get; init; } = 1;

    public long SizeBytes { get; init; }

    public long Blocks { get; init; }

    public ulong ExtentCount { get; init; }

    public ushort Flags { get; init; }

    public XfsFileType Type => XfsFileTypes.FromMode(Mode);

    public void WriteTo(Span<byte> slot, Guid uuid, SourceDateEpoch epoch)
    {
        // bigtime: nanoseconds since 1901-12-13 20:45:52 UTC.
        var time = checked((ulong)(epoch.Seconds + (1L << 31)) * 1_000_000_000);
        var fields = BeginCore(slot, (ushort)Mode, (byte)Format);
        fields.WriteZero(10);                                   // old link count, uid, gid
        fields.WriteUInt32(Links);
        fields.WriteZero(12);                                   // project id, wide extent count
        fields.WriteUInt64(time, time, time, (ulong)SizeBytes, (ulong)Blocks);
        fields.WriteUInt32(0, (uint)ExtentCount);               // extent size hint
        fields.WriteUInt16(0);                                  // no attributes
        fields.WriteByte(0, 2);                                 // fork offset, attribute fork format "extents"
        fields.WriteZero(6);                                    // DMAPI
        fields.WriteUInt16(Flags);
        EndCore(slot, fields, uuid, Number, BigTime, time, Fork.Span);
    }

    /// <summary>Fills the slot of an inode that is not in use.</summary>
    public static void WriteFreeTo(Span<byte> slot, ulong number, Guid uuid)
    {
        var fields = BeginCore(slot, 0, 0);
        fields.WriteZero(86);
        EndCore(slot, fields, uuid, number, 0, 0, []);
    }

    /// <summary>Reads an allocated inode.</summary>
    /// <exception cref="InvalidInputException">Damaged: magic, number or checksum is wrong, or the inode is free.</exception>
    public static XfsInode Read(ReadOnlySpan<byte> slot, ulong number)
    {
        var fields = new BigEndianReader(slot);
        var (magic, mode) = (fields.ReadUInt16(), fields.ReadUInt16());
        var (version, format) = (fields.ReadByte(), fields.ReadByte());
        fields.Skip(10);
        var links = fields.ReadUInt32();
        fields.Skip(4);
        var wideCount = fields.ReadUInt64();
        fields.Skip(24);
        var (size, blocks) = (fields.ReadUInt64(), fields.ReadUInt64());
        fields.Skip(4);
        var count = fields.ReadUInt32();
        fields.Skip(2);
        var forkOffset = fields.ReadByte();
        fields.Skip(7);
        var flags = fields.ReadUInt16();
        fields.Skip(28);
        var flags2 = fields.ReadUInt64();
        fields.Skip(24);
        var ownNumber = fields.ReadUInt64();
        var forkBytes = forkOffset > 0 ? forkOffset * 8 : slot.Length - CoreBytes;
        if (magic != Magic || version != 3 || mode == 0 || ownNumber != number || size > long.MaxValue || blocks > long.MaxValue
            || forkBytes > slot.Length - CoreBytes || !XfsChecksum.IsRight(slot, CrcOffset))
        {
            throw new InvalidInputException(
                "IMG2303",
                $"XFS inode {number} is damaged: magic 0x{magic:X4}, version {version}, mode 0{Convert.ToString(mode, 8)}, "
                + $"own number {ownNumber}, or its CRC-32C does not match.");
        }

        return new XfsInode(number, mode, (XfsForkFormat)format, slot.Slice(CoreBytes, forkBytes).ToArray())
        {
            Links = links,
            SizeBytes = (long)size,
            Blocks = (long)blocks,
            ExtentCount = (flags2 & WideExtentCount) != 0 ? wideCount : count,
            Flags = flags,
        };
    }

    private static BigEndianWriter BeginCore(Span<byte> slot, ushort mode, byte format)
    {
        slot.Clear();
        var fields = new BigEndianWriter(slot[..CoreBytes]);
        fields.WriteUInt16(Magic, mode);
        fields.WriteByte(3, format);
        return fields;
    }

    private static void EndCore(
        Span<byte> slot, BigEndianWriter fields, Guid uuid, ulong number, ulong flags2, ulong created, ReadOnlySpan<byte> fork)
    {
        fields.WriteUInt32(0, uint.MaxValue);                   // generation, next unlinked
        var crc = fields.Reserve(4);
        fields.WriteUInt64(0, 0, flags2);                       // change count, LSN
        fields.WriteZero(16);                                   // copy-on-write hint
        fields.WriteUInt64(created, number);
        fields.WriteGuid(uuid);
        fields.EnsureFull();
        fork.CopyTo(slot[CoreBytes..]);
        XfsChecksum.Seal(slot, crc);
    }
}
