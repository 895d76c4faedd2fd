using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Pe;

/// <summary>Adds sections to a PE32+ program, what <c>objcopy --add-section</c> does for UKIs.</summary>
public static class PeAssembler
{
    private const uint PageBytes = 4096;

    /// <summary>Added sections start and end in the file at multiples of this, so that a file system can share their blocks.</summary>
    private const uint FileBlockBytes = 4096;

    /// <summary>Describes the program with the sections appended.</summary>
    /// <remarks>
    /// New sections get ascending addresses at page boundaries behind all others, the exact length as virtual size (the
    /// stub measures and passes on that many bytes) and a place in the file that begins and ends at a multiple of 4096: kernel and
    /// initramfs inside a UKI can then be named by a file system around it, too. The
    /// stub's sections keep their addresses; their bytes move back when the larger section table needs the room. What
    /// lies behind the stub's last section (COFF symbols, signatures) is dropped. Time stamp = epoch, checksum = 0, as
    /// UEFI ignores it.
    /// </remarks>
    /// <exception cref="InvalidInputException">The stub is no sound PE32+ program, a section is empty or its name too
    /// long, or the sections end beyond 4 GiB.</exception>
    /// <exception cref="UnsupportedException">The section table does not fit below the stub's first section.</exception>
    public static ExtentMap AddSections(ByteSource stub, IReadOnlyList<PeSectionContent> additions, SourceDateEpoch epoch)
    {
        var image = PeImage.TryRead(stub)
            ?? throw new InvalidInputException(
                "IMG2237", $"PE: the stub of {stub.LengthBytes} bytes is no PE program (no MZ and PE mark).");
        Check(image, stub, additions);

        var headersBytes = PlaceHeaders(image, additions.Count);
        var shiftBytes = headersBytes - FirstRaw(image);
        var sections = image.Sections
            .Select(section => section.RawSizeBytes == 0
                ? section
                : section with { RawOffsetBytes = section.RawOffsetBytes + shiftBytes })
            .ToList();
        FillLastBlock(sections);
        sections.AddRange(Place(image, sections, additions));

        var builder = new ExtentMapBuilder();
        builder.Add(0, PatchHeader(image, sections, headersBytes, shiftBytes, epoch));
        foreach (var (before, after) in image.Sections.Zip(sections))
        {
            builder.Add(after.RawOffsetBytes, stub, before.RawOffsetBytes, before.RawSizeBytes);
        }

        foreach (var (section, addition) in sections.Skip(image.Sections.Count).Zip(additions))
        {
            builder.Add(section.RawOffsetBytes, addition.Content);
        }

        return builder.Build(sections.Max(section => section.RawEndBytes));
    }

    private static uint PlaceHeaders(PeImage image, int added)
    {
        var tableEnd = image.TableOffsetBytes + ((image.Sections.Count + added) * PeSection.SizeBytes);
        var headersBytes = Math.Max(AlignUp(tableEnd, image.FileAlignmentBytes), FirstRaw(image));
        var firstAddress = image.Sections.Min(section => section.VirtualAddress);
        return headersBytes <= firstAddress
            ? (uint)headersBytes
            : throw new UnsupportedException(
                "IMG3202",
                $"PE: headers with {image.Sections.Count + added} sections take {headersBytes} bytes, but the stub's first "
                + $"section is loaded at {firstAddress}. Use fewer sections (profiles) or another stub.");
    }

    /// <summary>Extends the stub's last section to a whole block, so that no gap, which signing tools warn about, is left.</summary>
    private static void FillLastBlock(List<PeSection> sections)
    {
        var last = sections.Index().MaxBy(entry => entry.Item.RawEndBytes);
        var end = AlignUp(last.Item.RawEndBytes, FileBlockBytes);
        sections[last.Index] = last.Item with { RawSizeBytes = (uint)(end - last.Item.RawOffsetBytes) };
    }

    private static IEnumerable<PeSection> Place(PeImage image, List<PeSection> present, IReadOnlyList<PeSectionContent> additions)
    {
        var pageBytes = Math.Max(PageBytes, image.SectionAlignmentBytes);
        var address = AlignUp(present.Max(section => section.VirtualEnd), pageBytes);
        var fileBlockBytes = Math.Max(FileBlockBytes, image.FileAlignmentBytes);
        var offset = present.Max(section => section.RawEndBytes);
        foreach (var (name, content) in additions)
        {
            var rawBytes = AlignUp(content.LengthBytes, fileBlockBytes);
            if (address + rawBytes > uint.MaxValue - pageBytes)
            {
                throw new InvalidInputException(
                    "IMG2238",
                    $"PE: section {name} of {content.LengthBytes} bytes would end at {address + rawBytes}; addresses of a PE "
                    + "program end at 4 GiB. Make the initramfs smaller.");
            }

            yield return new(name, (uint)content.LengthBytes, (uint)address, (uint)rawBytes, (uint)offset, PeSection.ReadOnlyData);
            address = AlignUp(address + rawBytes, pageBytes);
            offset += rawBytes;
        }
    }

    private static byte[] PatchHeader(
        PeImage image, List<PeSection> sections, uint headersBytes, uint shiftBytes, SourceDateEpoch epoch)
    {
        var header = new byte[headersBytes];
        image.Header.AsSpan(0, image.TableOffsetBytes).CopyTo(header);
        var fields = header.AsSpan(image.SignatureOffsetBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[PeHeaderFields.SectionCount..], (ushort)sections.Count);
        var addedBytes = (uint)(sections.Sum(section => section.RawSizeBytes) - image.Sections.Sum(section => section.RawSizeBytes));
        var initialised = BinaryPrimitives.ReadUInt32LittleEndian(fields[PeHeaderFields.InitialisedDataSize..]);
        var lastByte = sections.Max(section => (long)section.VirtualAddress + section.VirtualSizeBytes);
        var imageBytes = AlignUp(lastByte, image.SectionAlignmentBytes);
        ReadOnlySpan<(int Field, uint Value)> patches =
        [
            (PeHeaderFields.TimeDateStamp, (uint)epoch.Seconds),
            (PeHeaderFields.SymbolTable, 0),
            (PeHeaderFields.SymbolCount, 0),
            (PeHeaderFields.InitialisedDataSize, unchecked(initialised + addedBytes)),
            (PeHeaderFields.ImageSize, (uint)imageBytes),
            (PeHeaderFields.HeadersSize, headersBytes),
            (PeHeaderFields.CheckSum, 0),
        ];
        foreach (var (field, value) in patches)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(fields[field..], value);
        }

        ClearDirectory(image, fields, PeHeaderFields.CertificateDirectory);
        if (shiftBytes > 0)
        {
            // Its rows hold file offsets, which are wrong now; only debuggers read them.
            ClearDirectory(image, fields, PeHeaderFields.DebugDirectory);
        }

        for (var index = 0; index < sections.Count; index++)
        {
            sections[index].WriteTo(header.AsSpan(image.TableOffsetBytes + (index * PeSection.SizeBytes), PeSection.SizeBytes));
        }

        return header;
    }

    private static void ClearDirectory(PeImage image, Span<byte> fields, int index)
    {
        if (image.DirectoryOffset(index) is { } place)
        {
            fields.Slice(place, PeHeaderFields.DirectoryBytes).Clear();
        }
    }

    private static void Check(PeImage image, ByteSource stub, IReadOnlyList<PeSectionContent> additions)
    {
        var problems = new List<string>();
        if (!IsAlignment(image.FileAlignmentBytes) || !IsAlignment(image.SectionAlignmentBytes))
        {
            problems.Add(
                $"The stub's alignments {image.SectionAlignmentBytes}/{image.FileAlignmentBytes} are no powers of two "
                + "from 512 to 65536.");
        }

        var position = (long)image.TableOffsetBytes;
        var stored = image.Sections.Where(section => section.RawSizeBytes > 0).OrderBy(section => section.RawOffsetBytes);
        foreach (var section in stored)
        {
            if (section.RawOffsetBytes < position || section.RawEndBytes > stub.LengthBytes
                || section.VirtualEnd > uint.MaxValue)
            {
                problems.Add($"The stub's section {section.Name} overlaps its neighbour or leaves the file.");
            }

            position = section.RawEndBytes;
        }

        problems.AddRange(image.Sections.Where(section => section.Name.StartsWith('/'))
            .Select(section => $"The stub's section name {section.Name} is in its string table, which a UKI does not have."));
        problems.AddRange(additions
            .Where(addition => addition.Content.LengthBytes == 0)
            .Select(addition => $"Section {addition.Name} is empty."));
        problems.AddRange(additions
            .Where(addition => addition.Name.Length is 0 or > PeSection.MaxNameBytes || !addition.Name.All(char.IsAscii))
            .Select(addition => $"Section name \"{addition.Name}\" must have 1 to {PeSection.MaxNameBytes} ASCII characters."));
        if (image.Sections.Count + additions.Count > PeImage.MaxSections)
        {
            problems.Add($"{image.Sections.Count + additions.Count} sections exceed {PeImage.MaxSections}.");
        }

        if (problems.Count > 0)
        {
            throw new InvalidInputException("IMG2239", $"PE: {string.Join(" ", problems)}");
        }
    }

    private static uint FirstRaw(PeImage image) =>
        image.Sections.Where(section => section.RawSizeBytes > 0)
            .Select(section => section.RawOffsetBytes)
            .DefaultIfEmpty(0u)
            .Min();

    private static bool IsAlignment(uint bytes) => uint.IsPow2(bytes) && bytes is >= 512 and <= 65536;

    private static long AlignUp(long value, uint alignment) => (value + alignment - 1) / alignment * alignment;
}
