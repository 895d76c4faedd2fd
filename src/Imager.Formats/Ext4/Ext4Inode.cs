using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Ext4;

/// <summary>An inode; <c>Block</c> is the 60-byte field that holds the extent tree, a short link's target or a device's number.</summary>
/// <remarks>struct ext4_inode, fs/ext4/ext4.h; 160 of its 256 bytes are used. <c>Mode</c> includes the type bits.</remarks>
internal sealed record Ext4Inode(int Mode, long SizeBytes, ReadOnlyMemory<byte> Block)
{
    public const uint UsesExtents = 0x8_0000, HasInlineData = 0x1000_0000, IsEncrypted = 0x800;
    public const int TypeMask = 0xF000, Directory = 0x4000, File = 0x8000, Symlink = 0xA000;

    public ushort Links { get; init; } = 1;

    /// <summary>Blocks of data and of the extent tree, in units of 512 bytes.</summary>
    public uint SectorCount { get; init; }

    public uint Flags { get; init; }

    public int Type => Mode & TypeMask;

    /// <summary>A device's number: the first word of <c>Block</c>, or where that is 0 the second.</summary>
    public uint DeviceNumber
    {
        get
        {
            var words = new LittleEndianReader(Block.Span);
            return words.ReadUInt32() is > 0 and var old ? old : words.ReadUInt32();
        }
    }

    public void WriteTo(Span<byte> slot, SourceDateEpoch epoch)
    {
        // 32 bits signed, and two more bits above them in the "extra" field: until 2446.
        var time = (uint)epoch.Seconds;
        var extra = (uint)((epoch.Seconds - (int)time) >> 32) & 3;
        var fields = new LittleEndianWriter(slot);
        fields.WriteUInt16((ushort)Mode, 0);                    // owner 0
        fields.WriteUInt32((uint)SizeBytes, time, time, time, 0);
        fields.WriteUInt16(0, Links);
        fields.WriteUInt32(SectorCount, Flags, 0);
        fields.WriteBytes(Block.Span);
        fields.WriteZero(Ext4ExtentTree.RootBytes - Block.Length);
        fields.WriteUInt32(0, 0, (uint)(SizeBytes >> 32), 0);   // generation, no attributes, size
        fields.WriteZero(12);                                   // high halves
        fields.WriteUInt16(32, 0);                              // extra bytes, checksum
        fields.WriteUInt32(extra, extra, extra, time, extra, 0, 0);
        fields.WriteZero(slot.Length - fields.PositionBytes);
        fields.EnsureFull();
    }

    public static Ext4Inode Read(ReadOnlySpan<byte> slot)
    {
        var fields = new LittleEndianReader(slot);
        var mode = fields.ReadUInt16();
        fields.Skip(2);
        var size = (ulong)fields.ReadUInt32();
        fields.Skip(18);
        var links = fields.ReadUInt16();
        fields.Skip(4);
        var flags = fields.ReadUInt32();
        fields.Skip(4);
        var block = fields.ReadBytes(Ext4ExtentTree.RootBytes).ToArray();
        fields.Skip(8);
        size |= (ulong)fields.ReadUInt32() << 32;
        return new Ext4Inode(mode, size <= long.MaxValue ? (long)size : -1, block) { Links = links, Flags = flags };
    }
}
