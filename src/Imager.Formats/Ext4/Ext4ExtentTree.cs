using Imager.Formats.Binary;

namespace Imager.Formats.Ext4;

/// <summary>How an inode lists its extents: up to 4 inside, more in leaf blocks that the inode points at.</summary>
/// <remarks>struct ext4_extent_header (12 bytes, magic F30A), ext4_extent, ext4_extent_idx (12 bytes each).</remarks>
internal static class Ext4ExtentTree
{
    public const int EntryBytes = 12, RootBytes = 60, MaxDepth = 5;
    public const ushort Magic = 0xF30A;

    /// <summary>More than this in a length means "not written yet", and the length less this.</summary>
    public const uint MaxExtentBlocks = 32768;

    private const int RootEntries = (RootBytes - EntryBytes) / EntryBytes;
    private const int LeafEntries = (Ext4Geometry.BlockBytes - EntryBytes) / EntryBytes;

    /// <summary>The most extents that the writer places in one file.</summary>
    public const int MaxExtents = RootEntries * LeafEntries;

    public static int LeafCount(int extents) => extents <= RootEntries ? 0 : (extents + LeafEntries - 1) / LeafEntries;

    /// <summary>The 60 bytes in the inode, and the leaf blocks that go to <paramref name="leafBlocks"/>.</summary>
    public static (byte[] Root, List<byte[]> Leaves) Write(IReadOnlyList<Ext4Extent> extents, IReadOnlyList<uint> leafBlocks)
    {
        var root = new byte[RootBytes];
        var leaves = new List<byte[]>();
        if (leafBlocks.Count == 0)
        {
            WriteLeaf(root, extents, RootEntries);
            return (root, leaves);
        }

        var fields = new LittleEndianWriter(root);
        fields.WriteUInt16(Magic, (ushort)leafBlocks.Count, RootEntries, 1);
        fields.WriteUInt32(0);
        foreach (var (part, block) in extents.Chunk(LeafEntries).Zip(leafBlocks))
        {
            fields.WriteUInt32(part[0].FileBlock, block, 0);    // high half of the block and a spare field
            var leaf = new byte[Ext4Geometry.BlockBytes];
            WriteLeaf(leaf, part, LeafEntries);
            leaves.Add(leaf);
        }

        return (root, leaves);
    }

    private static void WriteLeaf(Span<byte> node, IReadOnlyList<Ext4Extent> extents, int capacity)
    {
        var fields = new LittleEndianWriter(node);
        fields.WriteUInt16(Magic, (ushort)extents.Count, (ushort)capacity, 0);
        fields.WriteUInt32(0);                                  // generation
        foreach (var extent in extents)
        {
            fields.WriteUInt32(extent.FileBlock);
            fields.WriteUInt16((ushort)extent.Blocks, (ushort)(extent.Block >> 32));
            fields.WriteUInt32((uint)extent.Block);
        }
    }
}
