using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The short form of a directory: all entries inside the inode.</summary>
/// <remarks>
/// Header: count u8, count of 8-byte inode numbers u8, parent. Entry: name length u8, offset u16 (where it would lie in block
/// form), name, type u8, inode number. Numbers have 8 bytes once one of them needs more than 4; we write only 4-byte ones.
/// </remarks>
internal static class XfsShortDirectory
{
    private const int HeaderBytes = 6, EntryOverheadBytes = 8;

    public static int SizeOf(IReadOnlyList<XfsDirectoryEntry> entries) =>
        HeaderBytes + entries.Sum(entry => EntryOverheadBytes + entry.Name.Length);

    public static bool Fits(IReadOnlyList<XfsDirectoryEntry> entries, int forkBytes) =>
        entries.Count <= byte.MaxValue && SizeOf(entries) <= forkBytes;

    public static byte[] Write(IReadOnlyList<XfsDirectoryEntry> entries, ulong parent)
    {
        var fork = new byte[SizeOf(entries)];
        var fields = new BigEndianWriter(fork);
        fields.WriteByte((byte)entries.Count, 0);
        fields.WriteUInt32((uint)parent);
        var blockOffset = XfsDataDirectory.FirstEntryOffset;
        foreach (var entry in entries)
        {
            fields.WriteByte((byte)entry.Name.Length);
            fields.WriteUInt16((ushort)blockOffset);
            fields.WriteBytes(entry.Name);
            fields.WriteByte((byte)entry.Type);
            fields.WriteUInt32((uint)entry.Inode);
            blockOffset += entry.BlockFormBytes;
        }

        fields.EnsureFull();
        return fork;
    }

    /// <exception cref="InvalidInputException">An entry leaves the inode.</exception>
    public static List<XfsDirectoryEntry> Read(ReadOnlySpan<byte> fork, ulong directory)
    {
        if (fork.Length < HeaderBytes)
        {
            throw Damaged(directory);
        }

        var numberBytes = fork[1] > 0 ? 8 : 4;
        var entries = new List<XfsDirectoryEntry>(fork[0]);
        var rest = fork[Math.Min(2 + numberBytes, fork.Length)..];
        for (var index = 0; index < fork[0]; index++)
        {
            var nameBytes = rest.Length > 0 ? rest[0] : 0;
            var size = 3 + nameBytes + 1 + numberBytes;
            if (nameBytes == 0 || size > rest.Length)
            {
                throw Damaged(directory);
            }

            var number = rest.Slice(3 + nameBytes + 1, numberBytes);
            entries.Add(new XfsDirectoryEntry(
                rest.Slice(3, nameBytes).ToArray(),
                numberBytes == 8 ? BinaryPrimitives.ReadUInt64BigEndian(number) : BinaryPrimitives.ReadUInt32BigEndian(number),
                (XfsFileType)rest[3 + nameBytes]));
            rest = rest[size..];
        }

        return entries;
    }

    private static InvalidInputException Damaged(ulong directory) =>
        new("IMG2304", $"XFS directory (inode {directory}): a short-form entry has no name or leaves the inode.");
}
