using System.Buffers;
using System.Buffers.Binary;
using Imager.Formats.Binary;

namespace Imager.Formats.Squashfs;

/// <summary>One directory's entries as they go to the directory table.</summary>
/// <remarks>
/// Runs of up to 256 entries share a header (entries - 1, inode block, base number); an entry is (offset in that block, difference to
/// the base, type, name length - 1, name). An index entry (listing offset, block, name length - 1, name) is kept for every metadata
/// block after the first that the listing reaches, so that a look-up need not read them all.
/// </remarks>
internal sealed class DirectoryListing(MetadataWriter table)
{
    private const int MaxRun = 256, HeaderBytes = 12, EntryBytes = 8;

    private readonly List<(byte[] Name, ulong Reference, uint Number, ushort Type)> run = [];
    private readonly uint startBlock = table.BlockOffset;
    private readonly ushort startOffset = table.Offset;
    private readonly ArrayBufferWriter<byte> index = new();
    private uint lastIndexedBlock = table.BlockOffset;
    private int runBytes;

    internal uint StartBlock => startBlock;

    internal ushort StartOffset => startOffset;

    internal long Bytes { get; private set; }

    internal ushort IndexCount { get; private set; }

    internal byte[] Index => index.WrittenSpan.ToArray();

    internal void Add(byte[] name, ulong reference, uint number, ushort type)
    {
        if (run.Count > 0 && !FitsRun(reference, number))
        {
            EndRun();
        }

        run.Add((name, reference, number, type));
        runBytes += EntryBytes + name.Length;
    }

    internal void End() => EndRun();

    private bool FitsRun(ulong reference, uint number)
    {
        var (_, first, firstNumber, _) = run[0];

        // A run that would go on into the next metadata block ends, so that the next one can be indexed.
        return run.Count < MaxRun
            && first >> 16 == reference >> 16
            && (long)number - firstNumber is >= short.MinValue and <= short.MaxValue
            && table.Offset + HeaderBytes + runBytes < SquashfsSuperblock.MetadataBytes;
    }

    private void EndRun()
    {
        if (run.Count == 0)
        {
            return;
        }

        if (table.BlockOffset != lastIndexedBlock)
        {
            AddIndex(run[0].Name);
            lastIndexedBlock = table.BlockOffset;
        }

        var bytes = new byte[HeaderBytes + runBytes];
        var fields = new LittleEndianWriter(bytes);
        var (_, first, baseNumber, _) = run[0];
        fields.WriteUInt32((uint)run.Count - 1, (uint)(first >> 16), baseNumber);
        foreach (var (name, reference, number, type) in run)
        {
            fields.WriteUInt16((ushort)reference, unchecked((ushort)(number - baseNumber)), type, (ushort)(name.Length - 1));
            fields.WriteBytes(name);
        }

        fields.EnsureFull();
        table.Write(bytes);
        Bytes += bytes.Length;
        run.Clear();
        runBytes = 0;
    }

    private void AddIndex(byte[] name)
    {
        Span<byte> entry = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)Bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], table.BlockOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)name.Length - 1);
        index.Write(entry);
        index.Write(name);
        IndexCount++;
    }
}
