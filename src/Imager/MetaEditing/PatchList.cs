using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;

namespace Imager.MetaEditing;

/// <summary>Byte ranges of a file to replace; the same range may come twice with the same bytes (shared extents).</summary>
internal sealed class PatchList
{
    private readonly SortedDictionary<long, byte[]> patches = [];

    /// <summary>Replaces the bytes behind <paramref name="target"/>, a contiguous part of the file.</summary>
    /// <exception cref="InvalidInputException">The part is scattered over the file.</exception>
    internal void Add(ByteSource target, byte[] bytes)
    {
        var position = MetaImage.AbsoluteOffset(target);
        foreach (var leaf in ExtentMap.FromSource(target).Flatten())
        {
            if (leaf.SourceOffsetBytes - leaf.OffsetBytes != position)
            {
                throw new InvalidInputException(
                    "IMG2727", "a file inside the image lies in several pieces; build the image again with --meta.");
            }
        }

        patches[position] = bytes;
    }

    /// <summary>The file with the patches laid over it; what they do not touch is pointed at.</summary>
    internal ExtentMap ApplyTo(FileSource file)
    {
        var builder = new ExtentMapBuilder();
        var position = 0L;
        foreach (var (offset, bytes) in patches)
        {
            builder.Add(position, file, position, offset - position);
            builder.Add(offset, bytes);
            position = offset + bytes.Length;
        }

        builder.Add(position, file, position, file.LengthBytes - position);
        return builder.Build(file.LengthBytes);
    }
}
