using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>A file's content, decoded when it is read; the block read last is kept for the next read.</summary>
internal sealed class SquashfsFileSource(SquashfsData data, long sizeBytes, long startBytes, uint[] words, (uint Index, uint OffsetBytes)? fragment)
    : ByteSource
{
    private readonly Lock placesLock = new();
    private volatile Kept? kept;
    private long[]? places;

    public override long LengthBytes => sizeBytes;

    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var (index, offset) = Math.DivRem(offsetBytes, data.BlockBytes);
            var wanted = (int)Math.Min(data.BlockBytes, sizeBytes - (index * data.BlockBytes));
            var part = destination[..Math.Min(destination.Length, wanted - (int)offset)];
            Read((int)index, wanted, (int)offset, part);
            offsetBytes += part.Length;
            destination = destination[part.Length..];
        }
    }

    private void Read(int index, int wanted, int offset, Span<byte> destination)
    {
        if (index < words.Length && words[index] == 0)
        {
            destination.Clear();
            return;
        }

        var block = index == words.Length ? data.Fragment(fragment!.Value.Index) : Block(index);
        var start = index == words.Length ? fragment!.Value.OffsetBytes : 0;
        if (start + wanted > block.Length || (index < words.Length && block.Length != wanted))
        {
            throw SquashfsSuperblock.Damaged($"block {index} of a file has {block.Length} bytes, not the {wanted} from byte {start} that it should");
        }

        block.AsSpan((int)start + offset, destination.Length).CopyTo(destination);
    }

    private byte[] Block(int index)
    {
        if (kept is { } known && known.Index == index)
        {
            return known.Bytes;
        }

        var bytes = data.Block(PlaceOf(index), words[index]);
        kept = new Kept(index, bytes);
        return bytes;
    }

    private long PlaceOf(int index)
    {
        lock (placesLock)
        {
            if (places is null)
            {
                places = new long[words.Length];
                var position = startBytes;
                for (var block = 0; block < words.Length; block++)
                {
                    places[block] = position;
                    position += SquashfsData.StoredBytes(words[block]);
                }
            }

            return places[index];
        }
    }

    private sealed record Kept(int Index, byte[] Bytes);
}
