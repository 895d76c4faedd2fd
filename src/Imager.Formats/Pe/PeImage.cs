using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Pe;

/// <summary>The headers of a PE32+ program, as every EFI program is: stub, boot loader, kernel, UKI.</summary>
/// <remarks>
/// PE format (Microsoft). Addresses of sections are relative to <c>ImageBase</c>. Nothing but the headers is read or
/// believed; <see cref="Open"/> checks a section's range.
/// </remarks>
public sealed class PeImage
{
    /// <summary>The most sections that the Windows loader and EDK2 accept.</summary>
    public const int MaxSections = 96;

    /// <summary>Subsystem of EFI applications.</summary>
    public const ushort EfiApplication = 10;

    private const int MaxHeaderBytes = 64 * 1024;
    private const int MaxDirectories = 16;
    private readonly ByteSource file;

    private PeImage(ByteSource file, byte[] header, int signatureOffset, int tableOffset, IReadOnlyList<PeSection> sections)
    {
        this.file = file;
        (Header, SignatureOffsetBytes, TableOffsetBytes, Sections) = (header, signatureOffset, tableOffset, sections);
    }

    /// <summary>In table order.</summary>
    public IReadOnlyList<PeSection> Sections { get; }

    /// <summary>0x8664 for amd64, 0xAA64 for arm64.</summary>
    public ushort Machine => UInt16(PeHeaderFields.Machine);

    /// <summary>Seconds since 1970, or a hash, or 0.</summary>
    public uint TimeDateStamp => UInt32(PeHeaderFields.TimeDateStamp);

    /// <summary>The preferred load address.</summary>
    public ulong ImageBase =>
        BinaryPrimitives.ReadUInt64LittleEndian(Header.AsSpan(SignatureOffsetBytes + PeHeaderFields.ImageBase));

    /// <summary>Where execution starts, relative to the image base.</summary>
    public uint EntryPoint => UInt32(PeHeaderFields.EntryPoint);

    /// <summary>What section addresses are multiples of.</summary>
    public uint SectionAlignmentBytes => UInt32(PeHeaderFields.SectionAlignment);

    /// <summary>What section offsets in the file are multiples of.</summary>
    public uint FileAlignmentBytes => UInt32(PeHeaderFields.FileAlignment);

    /// <summary>Bytes of all headers, padding included.</summary>
    public uint HeadersSizeBytes => UInt32(PeHeaderFields.HeadersSize);

    /// <summary>Bytes in memory.</summary>
    public uint ImageSizeBytes => UInt32(PeHeaderFields.ImageSize);

    /// <summary>10 for an EFI application.</summary>
    public ushort Subsystem => UInt16(PeHeaderFields.Subsystem);

    /// <summary>File offset and size of the signatures; both 0 when there are none.</summary>
    public (uint OffsetBytes, uint SizeBytes) CertificateTable =>
        DirectoryOffset(PeHeaderFields.CertificateDirectory) is { } place
            ? (UInt32(place), UInt32(place + sizeof(uint)))
            : (0, 0);

    internal byte[] Header { get; }

    internal int SignatureOffsetBytes { get; }

    /// <summary>Where the section table begins in the file.</summary>
    public int TableOffsetBytes { get; }

    /// <summary>Reads the headers, or returns null when the file is no PE program.</summary>
    /// <exception cref="UnsupportedException">It is a 32-bit one.</exception>
    /// <exception cref="InvalidInputException">Its headers contradict themselves or the file's length.</exception>
    public static PeImage? TryRead(ByteSource file)
    {
        var start = file.ReadAtMost(0, MaxHeaderBytes);
        if (start.Length < PeHeaderFields.SignatureOffset + sizeof(uint) || start[0] != 'M' || start[1] != 'Z')
        {
            return null;
        }

        var signature = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(PeHeaderFields.SignatureOffset));
        if (signature > start.Length - PeHeaderFields.Directories
            || !start.AsSpan((int)signature).StartsWith("PE\0\0"u8))
        {
            return null;
        }

        var fields = start.AsSpan((int)signature);
        var magic = BinaryPrimitives.ReadUInt16LittleEndian(fields[PeHeaderFields.Magic..]);
        if (magic != PeHeaderFields.Pe32PlusMagic)
        {
            throw new UnsupportedException(
                "IMG3201", $"PE: optional header magic 0x{magic:X} is not PE32+ (0x20B), a 64-bit program.");
        }

        var sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(fields[PeHeaderFields.SectionCount..]);
        var optionalBytes = BinaryPrimitives.ReadUInt16LittleEndian(fields[PeHeaderFields.OptionalHeaderSize..]);
        var directories = BinaryPrimitives.ReadUInt32LittleEndian(fields[PeHeaderFields.DirectoryCount..]);
        var table = (int)signature + PeHeaderFields.OptionalHeader + optionalBytes;
        var tableEnd = table + (sectionCount * PeSection.SizeBytes);
        var directoryEnd = PeHeaderFields.Directories + (directories * PeHeaderFields.DirectoryBytes);
        if (sectionCount is 0 or > MaxSections || directories > MaxDirectories
            || PeHeaderFields.OptionalHeader + optionalBytes < directoryEnd || tableEnd > start.Length)
        {
            throw new InvalidInputException(
                "IMG2235",
                $"PE: {sectionCount} sections, {directories} directories and an optional header of {optionalBytes} bytes do "
                + $"not fit together or into the file's {file.LengthBytes} bytes. The file is damaged.");
        }

        var sections = Enumerable.Range(0, sectionCount)
            .Select(index => PeSection.Read(start.AsSpan(table + (index * PeSection.SizeBytes), PeSection.SizeBytes)))
            .ToList();
        return new(file, start[..tableEnd], (int)signature, table, sections);
    }

    /// <summary>A section's bytes, without the padding behind them.</summary>
    /// <exception cref="InvalidInputException">The section table points outside the file.</exception>
    public ByteSource Open(PeSection section) => section.RawOffsetBytes + (long)section.ContentBytes <= file.LengthBytes
        ? file.Slice(section.RawOffsetBytes, section.ContentBytes)
        : throw new InvalidInputException(
            "IMG2236",
            $"PE: section {section.Name} spans bytes {section.RawOffsetBytes} to {section.RawEndBytes}; "
            + $"the file has {file.LengthBytes}. It was cut off.");

    /// <summary>The first section of that name, or null.</summary>
    public PeSection? Find(string name) => Sections.FirstOrDefault(section => section.Name == name);

    /// <summary>Where a directory's row lies, counted from the signature; null when the header has fewer rows.</summary>
    internal int? DirectoryOffset(int index) => index < UInt32(PeHeaderFields.DirectoryCount)
        ? PeHeaderFields.Directories + (index * PeHeaderFields.DirectoryBytes)
        : null;

    private ushort UInt16(int field) => BinaryPrimitives.ReadUInt16LittleEndian(Header.AsSpan(SignatureOffsetBytes + field));

    private uint UInt32(int field) => BinaryPrimitives.ReadUInt32LittleEndian(Header.AsSpan(SignatureOffsetBytes + field));
}
