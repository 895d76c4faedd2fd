using System.Globalization;
using System.Text;
using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Describes an initramfs: cpio archives one after the other, plain or compressed, as the kernel unpacks them.</summary>
/// <remarks>
/// Documentation/driver-api/early-userspace/buffer-format.rst: newc headers of 110 ASCII bytes (070701, or 070702 with checksums),
/// name and data each padded to 4 bytes, the entry <c>TRAILER!!!</c> last, zeros between archives.
/// </remarks>
internal sealed class CpioNodes
{
    private const int HeaderBytes = 110;
    private const int FieldBytes = 8;
    private const int MaxNameBytes = 4096;
    private const int MaxSegments = 256;
    private const int MaxPaddingBytes = 1 << 20;
    private const int TypeMask = 0xF000, DirectoryType = 0x4000, LinkType = 0xA000, FileType = 0x8000;
    private const string Trailer = "TRAILER!!!";

    private readonly LayerReader layers;
    private readonly InspectSession session;
    private readonly List<InspectNode> segments = [];

    private CpioNodes(LayerReader layers, InspectSession session) => (this.layers, this.session) = (layers, session);

    internal static bool IsCpio(ByteSource source, long offset)
    {
        var magic = source.ReadAtMost(offset, 6);
        return magic.AsSpan().SequenceEqual("070701"u8) || magic.AsSpan().SequenceEqual("070702"u8);
    }

    internal static InspectNode Describe(ByteSource source, LayerReader layers, InspectSession session)
    {
        var reader = new CpioNodes(layers, session);
        var problem = reader.ReadAll(source, null);
        return new(InspectKind.Initramfs)
        {
            SizeBytes = source.LengthBytes,
            Facts = [InspectFact.Count("segments", reader.segments.Count)],
            Children = reader.segments,
            Problems = problem is null ? [] : [problem],
        };
    }

    private string? ReadAll(ByteSource source, string? compression)
    {
        for (var offset = 0L; (offset = SkipZeros(source, offset)) < source.LengthBytes;)
        {
            session.Count();
            if (segments.Count == MaxSegments)
            {
                return $"there are more than {MaxSegments} segments; the reader stops here.";
            }

            var rest = source.Slice(offset, source.LengthBytes - offset);
            if (IsCpio(source, offset))
            {
                offset = ReadSegment(source, offset, compression);
            }
            else if (compression is null && LayerReader.CompressionOf(rest) is { } format)
            {
                // As the kernel does: each stream by itself, whatever format the next one has.
                var (content, compressedBytes) = layers.DecompressFirst(rest, session.CancellationToken);
                if (ReadAll(content.AsSource(), format.ToString().ToLowerInvariant()) is { } problem)
                {
                    return problem;
                }

                offset += compressedBytes;
            }
            else
            {
                return $"byte {offset} starts neither a cpio archive nor a compressed stream; the kernel would stop here.";
            }
        }

        return null;
    }

    private long ReadSegment(ByteSource source, long start, string? compression)
    {
        var entries = new List<InspectNode>();
        var offset = start;
        string? problem = null;
        while (true)
        {
            session.Count();
            var (entry, next) = TryReadEntry(source, offset, out problem);
            offset = next;
            if (entry is null)
            {
                break;
            }

            entries.Add(entry);
        }

        segments.Add(new InspectNode(InspectKind.Segment, $"{segments.Count + 1}")
        {
            SizeBytes = offset - start,
            Facts =
            [
                InspectFact.Of("compression", compression ?? "none"),
                InspectFact.Size("offset bytes", start),
                InspectFact.Count("entries", entries.Count),
            ],
            Children = entries,
            Problems = problem is null ? [] : [problem],
        });
        return problem is null ? offset : source.LengthBytes;
    }

    /// <summary>An entry and where the next one starts; no entry at the trailer or where the archive is damaged.</summary>
    private static (InspectNode? Entry, long Next) TryReadEntry(ByteSource source, long offset, out string? problem)
    {
        problem = null;
        var header = source.ReadAtMost(offset, HeaderBytes);
        if (header.Length < HeaderBytes || !IsCpio(source, offset) || !TryReadFields(header, out var fields))
        {
            problem = $"the entry at byte {offset} is damaged or cut off.";
            return (null, offset);
        }

        var (mode, sizeBytes, nameBytes) = (fields[1], (long)fields[6], (int)Math.Min(fields[11], int.MaxValue));
        var content = offset + Align((long)HeaderBytes + nameBytes);
        if (nameBytes is 0 or > MaxNameBytes || content > source.LengthBytes || sizeBytes > source.LengthBytes - content)
        {
            problem = $"the entry at byte {offset} claims a name of {nameBytes} and a content of {sizeBytes} bytes; that does not fit.";
            return (null, offset);
        }

        var name = Encoding.UTF8.GetString(source.ReadAtMost(offset + HeaderBytes, nameBytes)).TrimEnd('\0');
        var next = Math.Min(content + Align(sizeBytes), source.LengthBytes);
        return (name == Trailer ? null : Entry(source, name, mode, (content, sizeBytes)), next);
    }

    private static InspectNode Entry(ByteSource source, string name, uint mode, (long Offset, long Length) content)
    {
        var facts = new[] { InspectFact.Of("mode", Convert.ToString(mode & 0xFFF, 8).PadLeft(4, '0')) };
        return (mode & TypeMask) switch
        {
            DirectoryType => new(InspectKind.Directory, name) { Facts = facts },
            LinkType when content.Length <= MaxNameBytes => new(InspectKind.Symlink, name)
            {
                LinkTarget = PlainText.OfName(Encoding.UTF8.GetString(source.ReadAtMost(content.Offset, (int)content.Length))),
            },
            FileType => new(InspectKind.File, name)
            {
                Facts = facts,
                SizeBytes = content.Length,
                Content = () => source.Slice(content.Offset, content.Length),
            },
            _ => new(InspectKind.Unknown, name) { Facts = facts },
        };
    }

    /// <summary>Thirteen fields of eight hexadecimal digits: inode, mode, uid, gid, links, time, size, devices, name length, checksum.</summary>
    private static bool TryReadFields(ReadOnlySpan<byte> header, out uint[] fields)
    {
        fields = new uint[13];
        for (var index = 0; index < fields.Length; index++)
        {
            var digits = header.Slice(6 + (index * FieldBytes), FieldBytes);
            if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out fields[index]))
            {
                return false;
            }
        }

        return true;
    }

    private static long SkipZeros(ByteSource source, long offset)
    {
        var padding = source.ReadAtMost(offset, MaxPaddingBytes);
        var zeros = padding.AsSpan().IndexOfAnyExcept((byte)0);
        return offset + (zeros < 0 ? padding.Length : zeros);
    }

    private static long Align(long bytes) => (bytes + 3) & ~3L;
}
