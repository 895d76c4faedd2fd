using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Ext4;

/// <summary>Directories as lists of entries, block by block; an entry never crosses a block, the last one fills it.</summary>
/// <remarks>struct ext4_dir_entry_2. Indexed directories read as lists too: their index blocks look like unused entries.</remarks>
internal static class Ext4Directory
{
    public const byte File = 1, Directory = 2, Symlink = 7;

    private const int MinEntryBytes = 8;

    public static byte[] Write(uint self, uint parent, IReadOnlyList<Ext4DirectoryEntry> entries)
    {
        var blocks = new List<List<Ext4DirectoryEntry>> { new() { new("."u8.ToArray(), self, Directory), new(".."u8.ToArray(), parent, Directory) } };
        var used = 24;
        foreach (var entry in entries)
        {
            if (used + entry.SizeBytes > Ext4Geometry.BlockBytes)
            {
                blocks.Add([]);
                used = 0;
            }

            blocks[^1].Add(entry);
            used += entry.SizeBytes;
        }

        var bytes = new byte[blocks.Count * Ext4Geometry.BlockBytes];
        var fields = new LittleEndianWriter(bytes);
        for (var block = 0; block < blocks.Count; block++)
        {
            var end = (block + 1) * Ext4Geometry.BlockBytes;
            for (var index = 0; index < blocks[block].Count; index++)
            {
                var entry = blocks[block][index];
                var size = index == blocks[block].Count - 1 ? end - fields.PositionBytes : entry.SizeBytes;
                fields.WriteUInt32(entry.Inode);
                fields.WriteUInt16((ushort)size);
                fields.WriteByte((byte)entry.Name.Length, entry.Type);
                fields.WriteBytes(entry.Name);
                fields.WriteZero(size - MinEntryBytes - entry.Name.Length);
            }
        }

        fields.EnsureFull();
        return bytes;
    }

    /// <summary>Reads the names of one block, <c>.</c> and <c>..</c> left out.</summary>
    /// <exception cref="InvalidInputException">An entry leaves the block.</exception>
    public static void Read(ReadOnlySpan<byte> block, uint directory, List<Ext4DirectoryEntry> entries)
    {
        for (var offset = 0; offset < block.Length;)
        {
            var rest = block[offset..];
            var fields = new LittleEndianReader(rest.Length >= MinEntryBytes ? rest : new byte[MinEntryBytes]);
            var inode = fields.ReadUInt32();
            var size = (int)fields.ReadUInt16();
            var (nameBytes, type) = (fields.ReadByte(), fields.ReadByte());
            if (size == ushort.MaxValue || (size == 0 && block.Length == 1 << 16))
            {
                size = 1 << 16;                                 // a whole block of 64 KiB does not fit the field
            }

            if (size < MinEntryBytes || size % 4 != 0 || size > rest.Length || (inode != 0 && nameBytes > size - MinEntryBytes))
            {
                throw new InvalidInputException(
                    "IMG2392", $"ext4 directory (inode {directory}): the entry at byte {offset} of a block leaves the block.");
            }

            if (inode != 0 && nameBytes > 0)
            {
                var name = fields.ReadBytes(nameBytes);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    entries.Add(new(name.ToArray(), inode, type));
                }
            }

            offset += size;
        }
    }
}
