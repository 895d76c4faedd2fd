using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The superblock of XFS version 5: 264 bytes, big-endian, one copy in the first sector of every AG.</summary>
/// <remarks>struct xfs_dsb in the kernel's fs/xfs/libxfs/xfs_format.h.</remarks>
internal sealed record XfsSuperblock(XfsGeometry Geometry, Guid Uuid, string Label, ulong RootInode)
{
    public const int SizeBytes = 264;
    public const int CrcOffset = 224;

    private const uint RoCompatFinobt = 1, RoCompatReflink = 4, RoCompatInobtCount = 8;
    private const uint IncompatFileType = 1, IncompatSparse = 2, IncompatMetaUuid = 4, IncompatBigTime = 8;
    private const uint IncompatWideExtentCount = 0x20, IncompatExchangeRange = 0x40, IncompatParent = 0x80;
    private const uint ReadableIncompat = IncompatFileType | IncompatSparse | IncompatMetaUuid | IncompatBigTime
        | IncompatWideExtentCount | IncompatExchangeRange | IncompatParent;

    // Version 5 with NLINK, ALIGN, LOGV2, EXTFLG, DIRV2 and MOREBITS; 0x0800 says that the sector is not 512 bytes.
    private const ushort Version = 0xB4A5, VersionSectorFlag = 0x0800;
    private const uint Features2 = 0x18A; // lazy counters, attr2, 32-bit project ids, CRCs

    public ulong LogStart { get; init; }

    public uint LogBlocks { get; init; }

    public ulong InodeCount { get; init; }

    public ulong FreeInodes { get; init; }

    public ulong FreeBlocks { get; init; }

    public uint ReadOnlyCompatible { get; init; } = RoCompatFinobt | RoCompatReflink | RoCompatInobtCount;

    public uint Incompatible { get; init; } = IncompatFileType | IncompatSparse | IncompatBigTime;

    public int DirectoryBlockLog { get; init; }

    /// <summary>The UUID that metadata carries; differs from <see cref="Uuid"/> after <c>xfs_admin -U</c>.</summary>
    public Guid MetaUuid { get; init; } = Uuid;

    public bool HasWideExtentCounts => (Incompatible & IncompatWideExtentCount) != 0;

    public void WriteTo(Span<byte> sector)
    {
        sector.Clear();
        var geometry = Geometry;
        var large = geometry.SectorBytes > 512;
        var fields = new BigEndianWriter(sector[..SizeBytes]);
        fields.WriteAscii("XFSB");
        fields.WriteUInt32((uint)geometry.BlockBytes);
        fields.WriteUInt64(geometry.DataBlocks, 0, 0);                           // no realtime device
        fields.WriteGuid(Uuid);
        fields.WriteUInt64(LogStart, RootInode, RootInode + 1, RootInode + 2);   // realtime bitmap and summary inodes
        fields.WriteUInt32(1, geometry.AgBlocks, geometry.AgCount, 0, LogBlocks);
        fields.WriteUInt16((ushort)(large ? Version | VersionSectorFlag : Version), (ushort)geometry.SectorBytes);
        fields.WriteUInt16((ushort)geometry.InodeBytes, (ushort)geometry.InodesPerBlock);
        fields.WriteAscii(Label, 12, 0);
        fields.WriteByte((byte)geometry.BlockLog, (byte)int.Log2(geometry.SectorBytes), (byte)geometry.InodeLog);
        fields.WriteByte((byte)geometry.InodesPerBlockLog, (byte)geometry.AgBlockLog, 0, 0, 25); // inodes: 25 % at most
        fields.WriteUInt64(InodeCount, FreeInodes, FreeBlocks, 0);
        fields.WriteUInt64(0, 0);                                                // no quota inodes
        fields.WriteUInt16(0);                                                   // quota flags
        fields.WriteByte(0, 0);                                                  // flags, shared version
        fields.WriteUInt32(geometry.ChunkBlocks, 0, 0);                          // inode alignment; no stripes
        fields.WriteByte((byte)DirectoryBlockLog, (byte)(large ? int.Log2(geometry.SectorBytes) : 0));
        fields.WriteUInt16((ushort)(large ? geometry.SectorBytes : 0));          // log sector
        fields.WriteUInt32(large ? (uint)geometry.SectorBytes : 1);              // log stripe unit
        fields.WriteUInt32(Features2, Features2, 0, ReadOnlyCompatible, Incompatible, 0);
        var crc = fields.Reserve(4);
        fields.WriteUInt32(geometry.ChunkBlocks / 2);                            // alignment of sparse inode chunks
        fields.WriteUInt64(0, 0);                                                // project quota inode, LSN
        fields.WriteZero(16);                                                    // meta UUID: the same
        fields.EnsureFull();
        XfsChecksum.Seal(sector, crc);
    }

    /// <summary>Reads the primary superblock and believes only what is consistent.</summary>
    /// <exception cref="InvalidInputException">Not an XFS, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A version or feature that this reader does not know.</exception>
    public static XfsSuperblock Read(ReadOnlySpan<byte> head, long sizeBytes)
    {
        var fields = new BigEndianReader(head[..SizeBytes]);
        if (fields.ReadUInt32() != 0x5846_5342)
        {
            throw new InvalidInputException("IMG2300", "not an XFS file system: the magic \"XFSB\" is missing at byte 0.");
        }

        var blockBytes = fields.ReadUInt32();
        var dataBlocks = fields.ReadUInt64();
        fields.Skip(16);
        var uuid = fields.ReadGuid();
        var logStart = fields.ReadUInt64();
        var root = fields.ReadUInt64();
        fields.Skip(16 + 4);
        var (agBlocks, agCount) = (fields.ReadUInt32(), fields.ReadUInt32());
        fields.Skip(4);
        var logBlocks = fields.ReadUInt32();
        var version = fields.ReadUInt16();
        var sectorBytes = fields.ReadUInt16();
        fields.Skip(4);
        var label = Encoding.UTF8.GetString(fields.ReadBytes(12)).TrimEnd('\0');
        var (blockLog, _, inodeLog, perBlockLog) = (fields.ReadByte(), fields.ReadByte(), fields.ReadByte(), fields.ReadByte());
        var agBlockLog = fields.ReadByte();
        fields.Skip(3);
        var (inodes, freeInodes, freeBlocks) = (fields.ReadUInt64(), fields.ReadUInt64(), fields.ReadUInt64());
        fields.Skip(8 + 16 + 4 + 12);
        var directoryBlockLog = fields.ReadByte();
        fields.Skip(1 + 2 + 4 + 12);
        var (roCompat, incompat) = (fields.ReadUInt32(), fields.ReadUInt32());
        fields.Skip(4 + 4 + 4 + 16);
        var metaUuid = fields.ReadGuid();

        CheckFeatures(version, incompat);
        var geometry = new XfsGeometry(blockLog, inodeLog, sectorBytes, agCount, agBlocks, agBlockLog, dataBlocks);
        CheckGeometry(geometry, blockBytes, perBlockLog, directoryBlockLog, sizeBytes);
        if (head.Length < sectorBytes || !XfsChecksum.IsRight(head[..sectorBytes], CrcOffset))
        {
            throw new InvalidInputException("IMG2301", "XFS superblock: the CRC-32C at byte 224 does not match; the file is damaged.");
        }

        return new XfsSuperblock(geometry, uuid, label, root)
        {
            LogStart = logStart,
            LogBlocks = logBlocks,
            InodeCount = inodes,
            FreeInodes = freeInodes,
            FreeBlocks = freeBlocks,
            ReadOnlyCompatible = roCompat,
            Incompatible = incompat,
            DirectoryBlockLog = directoryBlockLog,
            MetaUuid = (incompat & IncompatMetaUuid) != 0 ? metaUuid : uuid,
        };
    }

    private static void CheckFeatures(ushort version, uint incompat)
    {
        if ((version & 0xF) != 5)
        {
            throw new UnsupportedException(
                "IMG3240", $"XFS version {version & 0xF}: only version 5 (mkfs.xfs -m crc=1, the default since 2015) can be read.");
        }

        if ((incompat & ~ReadableIncompat) != 0 || (incompat & IncompatFileType) == 0)
        {
            throw new UnsupportedException(
                "IMG3241",
                $"XFS incompatible features 0x{incompat:X}: 0x{incompat & ~ReadableIncompat:X} is unknown to this reader "
                + $"(it reads 0x{ReadableIncompat:X}, and ftype, 0x1, must be on).");
        }
    }

    private static void CheckGeometry(
        XfsGeometry geometry, uint blockBytes, int perBlockLog, int directoryBlockLog, long sizeBytes)
    {
        var groupBlocks = geometry.AgBlocks;
        var isConsistent =
            geometry.BlockLog is >= 9 and <= 16
            && blockBytes == geometry.BlockBytes
            && geometry.SectorBytes is >= 512 and <= 32768
            && int.IsPow2(geometry.SectorBytes)
            && geometry.InodeLog is >= 9 and <= 11
            && perBlockLog == geometry.InodesPerBlockLog
            && perBlockLog is >= 0 and <= 6
            && directoryBlockLog + geometry.BlockLog <= 16
            && groupBlocks is >= 64 and <= 1U << 31
            && geometry.AgBlockLog == XfsGeometry.LogCeiling(groupBlocks)
            && geometry.AgCount > 0
            && geometry.DataBlocks <= (ulong)(sizeBytes >> geometry.BlockLog)
            && geometry.DataBlocks <= (ulong)geometry.AgCount * groupBlocks
            && geometry.DataBlocks > ((ulong)geometry.AgCount - 1) * groupBlocks;
        if (!isConsistent)
        {
            throw new InvalidInputException(
                "IMG2302",
                $"XFS superblock contradicts itself or the {sizeBytes} bytes at hand: {geometry.DataBlocks} blocks of {blockBytes} bytes, "
                + $"{geometry.AgCount} AGs of {groupBlocks} blocks (log {geometry.AgBlockLog}), sector {geometry.SectorBytes}, "
                + $"inode log {geometry.InodeLog}.");
        }
    }
}
