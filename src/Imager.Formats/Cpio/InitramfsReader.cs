using System.Text;
using Imager.Core;
using Imager.Formats.Compression;

namespace Imager.Formats.Cpio;

/// <summary>Reads an initramfs forward, entry by entry, as the kernel unpacks it, trusting nothing in it.</summary>
/// <remarks>
/// Segments follow each other with zeros between: plain cpio archives at multiples of 4, or xz, zst and gz streams of
/// them (init/initramfs.c). Unlike the kernel, which prints a message and boots on, every irregularity is an error. An
/// entry of a later segment replaces an earlier one of that path. The source is not disposed. Cost: what is read; memory
/// does not grow.
/// </remarks>
public sealed class InitramfsReader(Stream source) : IDisposable
{
    /// <summary>Most archives that one initramfs may have.</summary>
    public const int MaxSegments = 1024;

    /// <summary>Most entries that one initramfs may have.</summary>
    public const int MaxEntries = 1_000_000;

    private readonly CompressedInput input = new(source);
    private readonly byte[] header = new byte[CpioHeader.HeaderBytes];
    private CpioBytes? bytes;
    private int segment = -1;
    private int entries;
    private long contentLeft;
    private int padding;
    private bool insideArchive;

    /// <summary>The next entry, what is left of the one before passed over; null at the end.</summary>
    /// <exception cref="InvalidInputException">Damaged or cut off, too many entries, or a path that leaves the root.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    public CpioEntry? ReadNext()
    {
        SkipContent();
        while (FindHeader())
        {
            var entry = ReadEntry();
            if (entry is not null)
            {
                return entry;
            }

            insideArchive = false;
        }

        return null;
    }

    /// <summary>Moves to the first entry of that path; null when there is none.</summary>
    /// <remarks>Entries before the place where the reader is are not seen.</remarks>
    /// <exception cref="InvalidInputException">As <see cref="ReadNext"/>.</exception>
    public CpioEntry? Find(string path)
    {
        while (ReadNext() is { } entry)
        {
            if (entry.Path == path)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The content of the entry read last, forward only; valid until the next one is read.</summary>
    public Stream OpenContent() => new CpioContentStream(this);

    /// <inheritdoc/>
    public void Dispose() => bytes?.Dispose();

    internal int ReadContent(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, contentLeft)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        var count = bytes!.Read(wanted);
        contentLeft -= count;
        return count > 0 ? count : throw Damaged("the content of an entry is cut off");
    }

    private void SkipContent()
    {
        if (contentLeft > 0 && !bytes!.TrySkip(contentLeft))
        {
            throw Damaged("the content of an entry is cut off");
        }

        // The last entry's padding may be missing.
        _ = padding == 0 || bytes!.TrySkip(padding);
        (contentLeft, padding) = (0, 0);
    }

    /// <summary>Goes on to where a header must be: in this archive, the next one in the same stream, or the next segment.</summary>
    private bool FindHeader()
    {
        while (true)
        {
            if (bytes is not null)
            {
                var next = bytes.SkipZeros();
                if (next == '0' && (insideArchive || bytes.Format is not null))
                {
                    segment += insideArchive ? 0 : 1;
                    insideArchive = true;
                    return true;
                }

                if (next >= 0 && (insideArchive || bytes.Format is not null))
                {
                    throw Damaged($"byte 0x{next:X2} where an entry is due");
                }

                bytes.Dispose();
                bytes = null;
                insideArchive = false;
            }

            if (!OpenSegment())
            {
                return false;
            }
        }
    }

    private bool OpenSegment()
    {
        var stored = new CpioBytes(input, null);
        if (stored.SkipZeros() < 0)
        {
            return false;
        }

        const int magicBytes = 6;
        input.Fill(magicBytes);
        if (segment >= MaxSegments)
        {
            throw Damaged($"there are more than {MaxSegments} segments");
        }

        if (input.Available[0] == (byte)'0' && stored.PositionBytes % CpioHeader.Alignment == 0)
        {
            (bytes, insideArchive) = (stored, true);
            segment++;
            return true;
        }

        var format = DecompressionStream.Detect(input.Available)
            ?? throw Damaged(
                input.Available[0] == (byte)'0'
                    ? "a plain cpio archive starts at no multiple of 4, which the kernel refuses"
                    : "neither a cpio archive nor an xz, zst or gz stream starts here");
        bytes = new CpioBytes(input, format);
        return true;
    }

    /// <summary>An entry, or null for the trailer.</summary>
    private CpioEntry? ReadEntry()
    {
        if (++entries > MaxEntries)
        {
            throw Damaged($"there are more than {MaxEntries} entries");
        }

        var fields = bytes!.ReadFully(header) == header.Length ? CpioHeader.TryRead(header) : null;
        if (fields is null)
        {
            throw Damaged("an entry's header is no newc header or cut off");
        }

        var name = ReadText(fields.NameBytes, CpioHeader.HeaderBytes, "name").TrimEnd('\0');
        if (name == CpioHeader.Trailer)
        {
            return null;
        }

        var type = fields.Mode & CpioHeader.TypeMask;
        var entry = new CpioEntry(CleanPath(name), KindOf(type), type == CpioHeader.File ? fields.SizeBytes : 0)
        {
            Mode = (int)(fields.Mode & 0xFFF),
            Inode = fields.Inode,
            LinkCount = fields.Links,
            ModifiedSeconds = fields.ModifiedSeconds,
            UserId = fields.UserId,
            GroupId = fields.GroupId,
            LinkTarget = type == CpioHeader.Link ? ReadText(fields.SizeBytes, 0, "link target") : string.Empty,
            Segment = segment,
            Compression = bytes.Format,
        };
        if (type != CpioHeader.Link)
        {
            (contentLeft, padding) = (fields.SizeBytes, CpioHeader.Padding(fields.SizeBytes));
        }

        return entry;
    }

    private string ReadText(uint lengthBytes, int before, string what)
    {
        if (lengthBytes is 0 or > CpioHeader.MaxNameBytes)
        {
            throw Damaged($"an entry's {what} of {lengthBytes} bytes is not 1 to {CpioHeader.MaxNameBytes}");
        }

        var text = new byte[lengthBytes];
        if (bytes!.ReadFully(text) < text.Length)
        {
            throw Damaged($"an entry's {what} is cut off");
        }

        _ = bytes.TrySkip(CpioHeader.Padding(before + lengthBytes));
        return Encoding.UTF8.GetString(text);
    }

    private string CleanPath(string name)
    {
        var parts = name.Split('/').Where(part => part is not ("" or ".")).ToList();
        return parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal)
            ? throw Damaged($"the path \"{name}\" leaves the root")
            : string.Join('/', parts);
    }

    private static CpioEntryKind KindOf(uint type) => type switch
    {
        CpioHeader.File => CpioEntryKind.File,
        CpioHeader.Directory => CpioEntryKind.Directory,
        CpioHeader.Link => CpioEntryKind.Symlink,
        _ => CpioEntryKind.Special,
    };

    private InvalidInputException Damaged(string problem) => new(
        "IMG2113",
        $"initramfs: {problem} (segment {segment + 1}, byte {bytes?.PositionBytes ?? input.PositionBytes}"
        + $"{(bytes?.Format is null ? string.Empty : " of the unpacked data")}). Get the file again.");
}
