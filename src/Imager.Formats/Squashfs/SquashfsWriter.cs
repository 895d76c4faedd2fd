using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>Writes a file tree as squashfs 4.0, as mksquashfs would, on several threads.</summary>
/// <remarks>
/// Linux Documentation/filesystems/squashfs.rst. Owner 0:0 and one time everywhere; equal contents, blocks of zeros and labels are
/// stored once; files smaller than a block share fragments; an export table is there; padded to 4 KiB. Blocks and tables stream
/// through: memory is about 10 blocks per thread and 100 bytes per file. Equal trees and options give equal bytes whatever the number
/// of threads, with the same codec library.
/// </remarks>
public static class SquashfsWriter
{
    private const int PaddingBytes = 4096;

    /// <summary>Writes the image from the stream's position on and leaves the position behind it. Returns its length in bytes.</summary>
    /// <remarks><paramref name="output"/> must be able to seek: the superblock is written last. It stays open.</remarks>
    /// <exception cref="InvalidInputException">An option is outside its range, or a name or link target cannot be stored.</exception>
    /// <exception cref="UnsupportedException">A file or compression that this writer does not make.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was written is incomplete.</exception>
    public static long Write(TreeDirectory root, Stream output, SquashfsOptions options, CancellationToken cancellationToken)
    {
        options.Verify();
        var start = output.Position;
        var head = new byte[SquashfsSuperblock.SizeBytes];
        output.Write(head);
        var compressorOptions = CompressorOptions(options);
        output.Write(compressorOptions);

        using var encoder = CreateEncoder(options);
        var (superblock, end) = WriteBody(root, output, options, head.Length + compressorOptions.Length, encoder, cancellationToken);
        superblock = superblock with
        {
            Flags = (ushort)(superblock.Flags | (compressorOptions.Length > 0 ? SquashfsSuperblock.CompressorOptions : 0)),
        };
        var padding = (int)(-end & (PaddingBytes - 1));
        output.Write(new byte[padding]);
        output.Position = start;
        output.Write(superblock.ToBytes());
        output.Position = start + end + padding;
        return end + padding;
    }

    private static (SquashfsSuperblock Superblock, long EndBytes) WriteBody(
        TreeDirectory root, Stream output, SquashfsOptions options, long position, IBlockEncoder encoder, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        IReadOnlyList<(long StartBytes, uint Length)> fragments;
        using (var pipeline = new BlockPipeline(output, position, options, () => CreateEncoder(options), cancellationToken))
        {
            var writer = new ContentWriter(root, pipeline, options.BlockBytes);
            var groups = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
            foreach (var (path, node) in root.Walk())
            {
                if (node is TreeFile file)
                {
                    contents[path] = file.LinkGroup is null ? writer.Add(file.Content) : AddLinked(groups, writer, file);
                }
            }

            writer.Finish();
            fragments = writer.Fragments;
            position = pipeline.PositionBytes;
        }

        MetadataWriter CreateTable() => new(encoder);
        var numbers = new InodeNumbers(root);
        var xattrs = new XattrTable(CreateTable);
        var inodes = new InodeWriter(options, numbers, contents, xattrs, CreateTable);
        var rootReference = inodes.Write(root);
        var tables = new TableOutput(output, position);
        var superblock = new SquashfsSuperblock
        {
            InodeCount = numbers.Count,
            TimeSeconds = (uint)options.Time.Seconds,
            BlockBytes = options.BlockBytes,
            FragmentCount = (uint)fragments.Count,
            Compression = options.Compression,
            Flags = (ushort)(SquashfsSuperblock.Exportable | SquashfsSuperblock.Duplicates | (xattrs.IsEmpty ? SquashfsSuperblock.NoXattrs : 0)),
            IdCount = 1,
            RootInode = rootReference,
            InodeTable = tables.Write(inodes.Inodes.End().Bytes),
            DirectoryTable = tables.Write(inodes.Directories.End().Bytes),
            FragmentTable = tables.WriteIndexed(FragmentTable(fragments, CreateTable())),
            ExportTable = tables.WriteIndexed(inodes.ExportTable()),
            IdTable = tables.WriteIndexed(RootIdTable(CreateTable())),
            XattrTable = xattrs.IsEmpty ? SquashfsSuperblock.None : xattrs.Write(tables),
            UsedBytes = tables.PositionBytes,
        };
        return (superblock, tables.PositionBytes);
    }

    /// <summary>Names of one file share the first one's content.</summary>
    private static StoredFile AddLinked(Dictionary<string, StoredFile> groups, ContentWriter writer, TreeFile file)
    {
        if (!groups.TryGetValue(file.LinkGroup!, out var stored))
        {
            groups.Add(file.LinkGroup!, stored = writer.Add(file.Content));
        }

        return stored;
    }

    private static MetadataWriter FragmentTable(IReadOnlyList<(long StartBytes, uint Length)> fragments, MetadataWriter table)
    {
        const int entryBytes = 16;
        Span<byte> entry = stackalloc byte[entryBytes];
        foreach (var (startBytes, length) in fragments)
        {
            var fields = new LittleEndianWriter(entry);
            fields.WriteUInt64((ulong)startBytes);
            fields.WriteUInt32(length, 0);
            fields.EnsureFull();
            table.Write(entry);
        }

        return table;
    }

    private static MetadataWriter RootIdTable(MetadataWriter table)
    {
        table.Write(new byte[sizeof(uint)]);
        return table;
    }

    /// <summary>What decoders need to know besides the defaults, as a plain metadata block.</summary>
    private static byte[] CompressorOptions(SquashfsOptions options)
    {
        const ushort plain = 0x8000;
        ReadOnlySpan<int> values = options.Compression == SquashfsCompression.Xz
            ? options.EffectiveDictionaryBytes == options.DefaultDictionaryBytes ? [] : [options.EffectiveDictionaryBytes, 0]
            : options.EffectiveLevel == SquashfsOptions.DefaultZstdLevel ? [] : [options.EffectiveLevel];
        if (values.IsEmpty)
        {
            return [];
        }

        var bytes = new byte[sizeof(ushort) + (values.Length * sizeof(int))];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(plain | (values.Length * sizeof(int))));
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(ushort) + (index * sizeof(int))), values[index]);
        }

        return bytes;
    }

    private static IBlockEncoder CreateEncoder(SquashfsOptions options) => options.Compression == SquashfsCompression.Xz
        ? new XzStreamBlockEncoder(options.EffectiveLevel, options.EffectiveDictionaryBytes)
        : new ZstdBlockEncoder(options.EffectiveLevel);
}
