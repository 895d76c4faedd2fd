using System.Numerics;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Squashfs;

/// <summary>The first 96 bytes of a squashfs 4.0, little-endian.</summary>
/// <remarks>Linux fs/squashfs/squashfs_fs.h, struct squashfs_super_block. Table addresses are bytes from the image's start, -1 for
/// none.</remarks>
internal sealed record SquashfsSuperblock
{
    internal const int SizeBytes = 96, MetadataBytes = 8192, MinBlockBytes = 4096, MaxBlockBytes = 1 << 20;
    internal const long None = -1;
    internal const ushort NoXattrs = 0x200, Exportable = 0x80, Duplicates = 0x40, CompressorOptions = 0x400;

    private const int MaxTableBytes = 512 << 20;

    internal required uint InodeCount { get; init; }

    internal required uint TimeSeconds { get; init; }

    internal required int BlockBytes { get; init; }

    internal required uint FragmentCount { get; init; }

    internal required SquashfsCompression Compression { get; init; }

    internal required ushort Flags { get; init; }

    internal required ushort IdCount { get; init; }

    internal required ulong RootInode { get; init; }

    internal required long UsedBytes { get; init; }

    internal required long IdTable { get; init; }

    internal required long XattrTable { get; init; }

    internal required long InodeTable { get; init; }

    internal required long DirectoryTable { get; init; }

    internal required long FragmentTable { get; init; }

    internal required long ExportTable { get; init; }

    internal static bool HasMagic(ReadOnlySpan<byte> head) => head.StartsWith("hsqs"u8);

    internal byte[] ToBytes()
    {
        var bytes = new byte[SizeBytes];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii("hsqs");
        fields.WriteUInt32(InodeCount, TimeSeconds, (uint)BlockBytes, FragmentCount);
        fields.WriteUInt16((ushort)Compression, (ushort)BitOperations.Log2((uint)BlockBytes), Flags, IdCount, 4, 0);
        fields.WriteUInt64(RootInode, (ulong)UsedBytes, (ulong)IdTable, (ulong)XattrTable);
        fields.WriteUInt64((ulong)InodeTable, (ulong)DirectoryTable, (ulong)FragmentTable, (ulong)ExportTable);
        fields.EnsureFull();
        return bytes;
    }

    /// <exception cref="InvalidInputException">No superblock, or one whose numbers cannot be.</exception>
    /// <exception cref="UnsupportedException">Another version or compressor.</exception>
    internal static SquashfsSuperblock Read(ReadOnlySpan<byte> bytes, long imageBytes)
    {
        if (bytes.Length < SizeBytes || !HasMagic(bytes))
        {
            throw Damaged("it does not begin with a superblock");
        }

        var fields = new LittleEndianReader(bytes);
        fields.Skip(4);
        var (inodes, time, blockBytes, fragments) = (fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32());
        var (compression, blockLog, flags, ids) = (fields.ReadUInt16(), fields.ReadUInt16(), fields.ReadUInt16(), fields.ReadUInt16());
        var (major, minor) = (fields.ReadUInt16(), fields.ReadUInt16());
        if (major != 4 || minor != 0 || compression is not (1 or 4 or 6))
        {
            throw new UnsupportedException(
                "IMG3062",
                $"squashfs: version {major}.{minor} with compressor {compression} is not read; make it with version 4.0 and gzip (1), xz (4) "
                + "or zstd (6).");
        }

        var superblock = new SquashfsSuperblock
        {
            InodeCount = inodes,
            TimeSeconds = time,
            BlockBytes = (int)Math.Min(blockBytes, int.MaxValue),
            FragmentCount = fragments,
            Compression = (SquashfsCompression)compression,
            Flags = flags,
            IdCount = ids,
            RootInode = fields.ReadUInt64(),
            UsedBytes = (long)fields.ReadUInt64(),
            IdTable = (long)fields.ReadUInt64(),
            XattrTable = (long)fields.ReadUInt64(),
            InodeTable = (long)fields.ReadUInt64(),
            DirectoryTable = (long)fields.ReadUInt64(),
            FragmentTable = (long)fields.ReadUInt64(),
            ExportTable = (long)fields.ReadUInt64(),
        };
        superblock.Verify(blockLog, imageBytes);
        return superblock;
    }

    internal static InvalidInputException Damaged(string problem) => new("IMG2130", $"squashfs: {problem}. Get the image again.");

    private void Verify(ushort blockLog, long imageBytes)
    {
        if (BlockBytes is < MinBlockBytes or > MaxBlockBytes || !BitOperations.IsPow2(BlockBytes) || BlockBytes != 1L << blockLog)
        {
            throw Damaged($"block size {BlockBytes} (2^{blockLog}) is no power of two from {MinBlockBytes} to {MaxBlockBytes}");
        }

        if (UsedBytes < SizeBytes || UsedBytes > imageBytes)
        {
            throw Damaged($"it claims {UsedBytes} bytes and has {imageBytes}: it is cut off");
        }

        var last = FragmentCount > 0 ? FragmentTable : IdTable;
        if (InodeTable < SizeBytes || DirectoryTable <= InodeTable || last <= DirectoryTable || last > UsedBytes
            || IdTable <= DirectoryTable || IdTable > UsedBytes
            || (XattrTable != None && (XattrTable <= DirectoryTable || XattrTable > UsedBytes))
            || DirectoryTable - InodeTable > MaxTableBytes || last - DirectoryTable > MaxTableBytes)
        {
            throw Damaged($"the tables (inodes {InodeTable}, directories {DirectoryTable}, fragments {FragmentTable}, ids {IdTable}) are out of order");
        }
    }
}
