using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>A file's blocks: 128 bits = 1 unwritten, 54 file block, 52 fsblock, 21 block count.</summary>
internal readonly record struct XfsExtentRecord(ulong FileBlock, ulong FsBlock, uint Blocks, bool IsUnwritten = false)
{
    public const int SizeBytes = 16;

    public void WriteTo(Span<byte> destination)
    {
        var fields = new BigEndianWriter(destination);
        fields.WriteUInt64((IsUnwritten ? 1UL << 63 : 0) | (FileBlock << 9) | (FsBlock >> 43), (FsBlock << 21) | Blocks);
        fields.EnsureFull();
    }

    public static XfsExtentRecord Read(ReadOnlySpan<byte> source)
    {
        var fields = new BigEndianReader(source);
        var (high, low) = (fields.ReadUInt64(), fields.ReadUInt64());
        return new(
            (high & long.MaxValue) >> 9, ((high & 0x1FF) << 43) | (low >> 21), (uint)(low & 0x1F_FFFF), high >> 63 != 0);
    }
}
