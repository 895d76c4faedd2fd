using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Ext4;

/// <summary>The superblock: 1024 bytes, little-endian, at byte 1024 and at the start of the groups with a copy.</summary>
/// <remarks>struct ext4_super_block, fs/ext4/ext4.h. We write neither a journal nor metadata checksums.</remarks>
internal sealed record Ext4Superblock
{
    public const int SizeBytes = 1024, OffsetBytes = 1024;
    public const uint FirstInode = 11;

    private const ushort Magic = 0xEF53;
    private const uint CompatExtAttr = 8, CompatDirIndex = 0x20;
    private const uint IncompatFileType = 2, IncompatRecover = 4, IncompatExtents = 0x40, Incompat64Bit = 0x80, IncompatFlexBg = 0x200;
    private const uint IncompatChecksumSeed = 0x2000, IncompatLargeDir = 0x4000;
    private const uint Readable = IncompatFileType | IncompatExtents | Incompat64Bit | IncompatFlexBg | IncompatChecksumSeed | IncompatLargeDir;
    private const uint RoSparseSuper = 1, RoLargeFile = 2, RoDirNlink = 0x20, RoExtraIsize = 0x40;

    public required Guid Uuid { get; init; }

    public required string Label { get; init; }

    public required ulong BlockCount { get; init; }

    public required uint InodeCount { get; init; }

    public required uint InodesPerGroup { get; init; }

    public uint BlocksPerGroup { get; init; } = Ext4Geometry.BlocksPerGroup;

    public ulong FreeBlocks { get; init; }

    public uint FreeInodes { get; init; }

    public int BlockLog { get; init; } = 12;

    public int InodeBytes { get; init; } = Ext4Geometry.InodeBytes;

    public int DescriptorBytes { get; init; } = Ext4Geometry.DescriptorBytes;

    public uint FirstDataBlock { get; init; }

    public int BlockBytes => 1 << BlockLog;

    public ulong GroupCount => (BlockCount - FirstDataBlock + BlocksPerGroup - 1) / BlocksPerGroup;

    public byte[] Write(uint group, Ext4Options options)
    {
        var bytes = new byte[SizeBytes];
        var time = (uint)options.Epoch.Seconds;
        var fields = new LittleEndianWriter(bytes);
        fields.WriteUInt32(InodeCount, (uint)BlockCount, 0, (uint)FreeBlocks, FreeInodes, FirstDataBlock); // nothing reserved
        fields.WriteUInt32((uint)BlockLog - 10, (uint)BlockLog - 10, BlocksPerGroup, BlocksPerGroup, InodesPerGroup);
        fields.WriteUInt32(0, time);                            // never mounted, last write
        fields.WriteUInt16(0, ushort.MaxValue, Magic, 1, 1, 0); // mount counts; clean; on errors continue
        fields.WriteUInt32(time, 0, 0, 1, 0);                   // last check, no interval, Linux, dynamic revision, owner 0:0
        fields.WriteUInt32(FirstInode);
        fields.WriteUInt16((ushort)InodeBytes, (ushort)group);
        fields.WriteUInt32(CompatExtAttr | CompatDirIndex, IncompatFileType | IncompatExtents);
        fields.WriteUInt32(RoSparseSuper | RoLargeFile | RoDirNlink | RoExtraIsize);
        fields.WriteBytes(options.Uuid.ToByteArray(bigEndian: true));
        fields.WriteAscii(Label, 16, 0);
        fields.WriteZero(64 + 4 + 4 + 16 + 12);                 // last mount point, preallocation, no journal, no orphans
        fields.WriteBytes(options.HashSeed.ToByteArray(bigEndian: true));
        fields.WriteByte(1, 0);                                 // half MD4
        fields.WriteUInt16(0);                                  // descriptors of 32 bytes
        fields.WriteUInt32(0xC, 0, time);                       // user_xattr and acl by default; made at
        fields.WriteZero(68 + 12);                              // journal backup, high halves
        fields.WriteUInt16(32, 32);                             // extra inode bytes: minimum, wanted
        fields.WriteUInt32(1);                                  // signed directory hash
        fields.WriteZero(SizeBytes - fields.PositionBytes);
        fields.EnsureFull();
        return bytes;
    }

    /// <exception cref="InvalidInputException">Not an ext4, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A feature that this reader does not know.</exception>
    public static Ext4Superblock Read(ReadOnlySpan<byte> bytes, long sizeBytes)
    {
        if (bytes.Length < SizeBytes || new LittleEndianReader(bytes[56..]).ReadUInt16() != Magic)
        {
            throw new InvalidInputException("IMG2390", "not an ext4 file system: the magic 0xEF53 is missing at byte 1080.");
        }

        var fields = new LittleEndianReader(bytes);
        var (inodes, blocks) = (fields.ReadUInt32(), fields.ReadUInt32());
        fields.Skip(4);
        var (freeBlocks, freeInodes, firstBlock) = (fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32());
        var blockLog = fields.ReadUInt32();
        fields.Skip(4);
        var perGroup = fields.ReadUInt32();
        fields.Skip(4);
        var inodesPerGroup = fields.ReadUInt32();
        fields.Skip(44);
        var inodeBytes = fields.ReadUInt16();
        fields.Skip(6);
        var incompat = fields.ReadUInt32();
        fields.Skip(4);
        var uuid = new Guid(fields.ReadBytes(16), bigEndian: true);
        var label = Encoding.UTF8.GetString(fields.ReadBytes(16)).TrimEnd('\0');
        fields.Skip(64 + 4 + 4 + 16 + 12 + 16 + 2);
        var descriptorBytes = fields.ReadUInt16();
        fields.Skip(12 + 68);
        var highBlocks = fields.ReadUInt32();
        var is64Bit = (incompat & Incompat64Bit) != 0;
        if ((incompat & ~Readable) != 0 || (incompat & IncompatExtents) == 0)
        {
            throw new UnsupportedException(
                "IMG3258",
                $"ext4 incompatible features 0x{incompat:X}: this reader knows 0x{Readable:X} and needs extents (0x40); "
                + $"0x{IncompatRecover:X} means that the journal must be replayed first (e2fsck).");
        }

        var superblock = new Ext4Superblock
        {
            Uuid = uuid,
            Label = label,
            BlockCount = blocks | (is64Bit ? (ulong)highBlocks << 32 : 0),
            InodeCount = inodes,
            InodesPerGroup = inodesPerGroup,
            BlocksPerGroup = perGroup,
            FreeBlocks = freeBlocks,
            FreeInodes = freeInodes,
            BlockLog = (int)Math.Min(blockLog, 20) + 10,
            InodeBytes = inodeBytes,
            DescriptorBytes = is64Bit ? descriptorBytes : Ext4Geometry.DescriptorBytes,
            FirstDataBlock = firstBlock,
        };
        return superblock.IsConsistent(sizeBytes)
            ? superblock
            : throw new InvalidInputException(
                "IMG2391",
                $"ext4 superblock contradicts itself or the {sizeBytes} bytes at hand: {superblock.BlockCount} blocks of 2^{superblock.BlockLog} bytes, "
                + $"{perGroup} blocks and {inodesPerGroup} inodes per group, {inodes} inodes of {inodeBytes} bytes.");
    }

    private bool IsConsistent(long sizeBytes) =>
        BlockLog is >= 10 and <= 16
        && BlockCount <= (ulong)(sizeBytes >> BlockLog)
        && BlockCount > FirstDataBlock
        && FirstDataBlock <= 1
        && BlocksPerGroup is >= 64 and <= 1 << 19
        && InodesPerGroup is > 0 and <= 1 << 19
        && InodeBytes is >= 128 and <= 4096
        && int.IsPow2(InodeBytes)
        && DescriptorBytes is >= 32 and <= 1024
        && InodeCount >= FirstInode;
}
