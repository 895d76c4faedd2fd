using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>Decides the form of one directory and writes its blocks.</summary>
/// <remarks>
/// Short form in the inode; block form while entries, hashes and tail fit one block; above that data blocks and one leaf block
/// at 32 GiB of the directory's address space (about 500 names). The node form is not written.
/// </remarks>
internal sealed class XfsDirectoryPlan
{
    /// <summary>File block of the hash index: 32 GiB in blocks of 4 KiB.</summary>
    public const ulong LeafFileBlock = (32UL << 30) / BlockBytes;

    private const int BlockBytes = 4096;
    private const int LeafHeaderBytes = 64;
    private const ushort LeafMagic = 0x3DF1;
    private const int LeafCrcOffset = 12;

    private readonly IReadOnlyList<XfsDirectoryEntry> entries;
    private readonly List<List<XfsDirectoryEntry>> dataBlocks = [];

    /// <summary>Plans the directory <paramref name="self"/>; <paramref name="entries"/> exclude <c>.</c> and <c>..</c>.</summary>
    /// <exception cref="UnsupportedException">More names than the leaf form holds.</exception>
    public XfsDirectoryPlan(
        string path, ulong self, ulong parent, IReadOnlyList<XfsDirectoryEntry> entries, int forkBytes)
    {
        Self = self;
        Parent = parent;
        this.entries =
        [
            new("."u8.ToArray(), self, XfsFileType.Directory),
            new(".."u8.ToArray(), parent, XfsFileType.Directory),
            .. entries,
        ];
        if (XfsShortDirectory.Fits(entries, forkBytes))
        {
            ShortForm = XfsShortDirectory.Write(entries, parent);
            return;
        }

        var used = XfsDataDirectory.HeaderBytes + this.entries.Sum(entry => entry.BlockFormBytes);
        IsBlockForm = used + TailBytes <= BlockBytes;
        Pack();
        if (!IsBlockForm && LeafHeaderBytes + (8 * this.entries.Count) + (2 * dataBlocks.Count) + 4 > BlockBytes)
        {
            throw new UnsupportedException(
                "IMG3242",
                $"XFS: directory \"/{path}\" has {entries.Count} entries; this writer holds about 500 in one directory. "
                + "Spread them over subdirectories.");
        }
    }

    public ulong Self { get; }

    public ulong Parent { get; }

    /// <summary>The inode's data fork when the directory has no blocks.</summary>
    public byte[]? ShortForm { get; }

    public bool IsBlockForm { get; }

    public int DataBlockCount => dataBlocks.Count;

    /// <summary>Data blocks, and the leaf block if there is one.</summary>
    public int BlockCount => dataBlocks.Count + (ShortForm is null && !IsBlockForm ? 1 : 0);

    private int TailBytes => (8 * entries.Count) + 8;

    /// <summary>The blocks in order, data first; <paramref name="diskAddress"/> gives each its place.</summary>
    public IReadOnlyList<byte[]> WriteBlocks(Guid uuid, Func<int, ulong> diskAddress)
    {
        var blocks = new List<byte[]>();
        var bests = new ushort[dataBlocks.Count];
        for (var index = 0; index < dataBlocks.Count; index++)
        {
            var block = new byte[BlockBytes];
            var home = new XfsBlockHome(diskAddress(index), Self, uuid);
            var end = IsBlockForm ? BlockBytes - TailBytes : BlockBytes;
            bests[index] = (ushort)XfsDataDirectory.Write(block, home, IsBlockForm, dataBlocks[index], end);
            blocks.Add(block);
        }

        if (IsBlockForm)
        {
            var tail = new BigEndianWriter(blocks[0].AsSpan(^TailBytes..));
            WriteHashes(ref tail);
            tail.WriteUInt32((uint)entries.Count, 0);           // no stale entries
            tail.EnsureFull();
        }

        blocks.ForEach(block => XfsDataDirectory.Seal(block));
        if (blocks.Count < BlockCount)
        {
            blocks.Add(WriteLeaf(new XfsBlockHome(diskAddress(blocks.Count), Self, uuid), bests));
        }

        return blocks;
    }

    private void Pack()
    {
        var position = BlockBytes;
        foreach (var entry in entries)
        {
            if (position + entry.BlockFormBytes > BlockBytes)
            {
                dataBlocks.Add([]);
                position = XfsDataDirectory.HeaderBytes;
            }

            dataBlocks[^1].Add(entry);
            position += entry.BlockFormBytes;
        }
    }

    private void WriteHashes(ref BigEndianWriter fields)
    {
        var hashes = new List<(uint Hash, uint Address)>(entries.Count);
        for (var block = 0; block < dataBlocks.Count; block++)
        {
            var offset = XfsDataDirectory.HeaderBytes;
            foreach (var entry in dataBlocks[block])
            {
                hashes.Add((XfsNameHash.Compute(entry.Name), (uint)(((block * BlockBytes) + offset) / 8)));
                offset += entry.BlockFormBytes;
            }
        }

        hashes.Sort();
        foreach (var (hash, address) in hashes)
        {
            fields.WriteUInt32(hash, address);
        }
    }

    private byte[] WriteLeaf(XfsBlockHome home, ushort[] bests)
    {
        var leaf = new byte[BlockBytes];
        var fields = new BigEndianWriter(leaf);
        fields.WriteUInt32(0, 0);                               // no siblings
        fields.WriteUInt16(LeafMagic, 0);
        fields.WriteUInt32(0);                                  // CRC, sealed below
        fields.WriteUInt64(home.DiskAddress, 0);
        fields.WriteGuid(home.Uuid);
        fields.WriteUInt64(home.Owner);
        fields.WriteUInt16((ushort)entries.Count, 0);           // no stale entries
        fields.WriteUInt32(0);
        WriteHashes(ref fields);
        fields.WriteZero(BlockBytes - fields.PositionBytes - (2 * bests.Length) - 4);
        fields.WriteUInt16(bests);
        fields.WriteUInt32((uint)bests.Length);
        fields.EnsureFull();
        XfsChecksum.Seal(leaf, leaf.AsSpan(LeafCrcOffset, 4));
        return leaf;
    }
}
