using System.Buffers.Binary;
using System.Text;

namespace Imager.Formats.Squashfs;

/// <summary>Reads metadata forward, across blocks.</summary>
internal sealed class MetadataCursor(MetadataReader reader, long positionBytes, int offset)
{
    private readonly long start = positionBytes;
    private long position = positionBytes;
    private int place = offset;

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong)));

    internal string ReadText(int lengthBytes) => Encoding.UTF8.GetString(ReadBytes(lengthBytes));

    internal byte[] ReadBytes(int lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        for (var done = 0; done < lengthBytes;)
        {
            var (plain, next) = reader.Block(position);
            if (place > plain.Length || plain.Length == 0)
            {
                throw SquashfsSuperblock.Damaged($"a reference points to byte {place} of the {plain.Length} in the metadata block at {start}");
            }

            var part = Math.Min(lengthBytes - done, plain.Length - place);
            plain.AsSpan(place, part).CopyTo(bytes.AsSpan(done));
            (done, place) = (done + part, place + part);
            if (place == plain.Length)
            {
                (position, place) = (next, 0);
            }
        }

        return bytes;
    }
}
