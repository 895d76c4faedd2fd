using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.KernelModules;

/// <summary>Sections and symbols of a 64-bit little-endian relocatable ELF file, read as hostile.</summary>
/// <remarks>System V ABI, chapters 4 and 5 (Elf64_Ehdr, Elf64_Shdr, Elf64_Sym).</remarks>
internal sealed class ElfFile
{
    internal const ushort UndefinedSection = 0, AbsoluteSection = 0xFFF1;

    private const int HeaderBytes = 64, SectionHeaderBytes = 64, SymbolBytes = 24;
    private const int MaxSections = 20_000, MaxTextBytes = 4096, MaxSymbols = 2_000_000;
    private const uint SymbolTable = 2, NoBits = 8;
    private const ushort Amd64 = 62, Arm64 = 183;

    private ElfFile(Architecture architecture, IReadOnlyList<ElfSection> sections) => (Architecture, Sections) = (architecture, sections);

    internal Architecture Architecture { get; }

    internal IReadOnlyList<ElfSection> Sections { get; }

    /// <exception cref="InvalidInputException">No ELF file, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">Not for amd64 or arm64, or not relocatable.</exception>
    internal static ElfFile Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < HeaderBytes || !file.Span.StartsWith("\u007fELF"u8))
        {
            throw Damaged("it does not begin with an ELF header");
        }

        var fields = new LittleEndianReader(file.Span);
        fields.Skip(4);
        var (wordSize, order) = (fields.ReadByte(), fields.ReadByte());
        fields.Skip(10);
        var (type, machine) = (fields.ReadUInt16(), fields.ReadUInt16());
        const byte is64Bit = 2, isLittleEndian = 1, isRelocatable = 1;
        if (wordSize != is64Bit || order != isLittleEndian || type != isRelocatable || machine is not (Amd64 or Arm64))
        {
            throw new UnsupportedException(
                "IMG3064", $"ELF file: class {wordSize}, byte order {order}, type {type}, machine {machine} is no module for amd64 (62) or arm64 (183).");
        }

        fields.Skip(20);
        var sectionTable = fields.ReadUInt64();
        fields.Skip(10);
        var (entryBytes, count, namesIndex) = (fields.ReadUInt16(), fields.ReadUInt16(), fields.ReadUInt16());
        if (entryBytes != SectionHeaderBytes || count > MaxSections || namesIndex >= count
            || sectionTable > (ulong)file.Length || (ulong)count * SectionHeaderBytes > (ulong)file.Length - sectionTable)
        {
            throw Damaged($"{count} section headers of {entryBytes} bytes at byte {sectionTable} do not fit");
        }

        var headers = file.Slice((int)sectionTable, count * SectionHeaderBytes);
        return new(machine == Amd64 ? Architecture.Amd64 : Architecture.Arm64, ReadSections(file, headers, namesIndex));
    }

    internal ReadOnlyMemory<byte>? BytesOf(string section) => Sections.FirstOrDefault(candidate => candidate.Name == section)?.Bytes;

    /// <summary>All symbols but the first, which is empty, in the table's order.</summary>
    internal List<ElfSymbol> ReadSymbols()
    {
        var symbols = new List<ElfSymbol>();
        if (Sections.FirstOrDefault(section => section.Type == SymbolTable) is not { } table)
        {
            return symbols;
        }

        if (table.Link >= Sections.Count || table.Bytes.Length / SymbolBytes > MaxSymbols)
        {
            throw Damaged($"the symbol table names the section {table.Link} for its texts, or has more than {MaxSymbols} entries");
        }

        var texts = Sections[(int)table.Link].Bytes.Span;
        for (var offset = SymbolBytes; offset + SymbolBytes <= table.Bytes.Length; offset += SymbolBytes)
        {
            var fields = new LittleEndianReader(table.Bytes.Span.Slice(offset, SymbolBytes));
            var name = fields.ReadUInt32();
            fields.Skip(2);
            symbols.Add(new ElfSymbol(Text(texts, name), fields.ReadUInt16(), fields.ReadUInt64()));
        }

        return symbols;
    }

    /// <summary>The text that begins at an offset, up to its NUL.</summary>
    internal static string Text(ReadOnlySpan<byte> texts, ulong offset)
    {
        if (offset >= (ulong)texts.Length)
        {
            return offset == 0 ? string.Empty : throw Damaged($"a text is said to be at byte {offset} of {texts.Length}");
        }

        var rest = texts[(int)offset..];
        rest = rest[..Math.Min(rest.Length, MaxTextBytes)];
        var end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(rest[..end]) : throw Damaged($"the text at byte {offset} has no end within {MaxTextBytes} bytes");
    }

    internal static InvalidInputException Damaged(string problem) =>
        new("IMG2150", $"kernel module: {problem}. Get or build the module again.");

    private static List<ElfSection> ReadSections(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> headers, int namesIndex)
    {
        var names = ReadSection(file, headers, namesIndex, default).Bytes;
        return [.. Enumerable.Range(0, headers.Length / SectionHeaderBytes).Select(index => ReadSection(file, headers, index, names))];
    }

    private static ElfSection ReadSection(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> headers, int index, ReadOnlyMemory<byte> names)
    {
        var fields = new LittleEndianReader(headers.Span.Slice(index * SectionHeaderBytes, SectionHeaderBytes));
        var (name, type) = (fields.ReadUInt32(), fields.ReadUInt32());
        fields.Skip(16);
        var (offset, size, link) = (fields.ReadUInt64(), fields.ReadUInt64(), fields.ReadUInt32());
        var isStored = type is not (0 or NoBits);
        if (isStored && (offset > (ulong)file.Length || size > (ulong)file.Length - offset))
        {
            throw Damaged($"section {index} of {size} bytes at byte {offset} leaves the file's {file.Length} bytes");
        }

        var text = names.IsEmpty ? string.Empty : Text(names.Span, name);
        return new(text, type, isStored ? file.Slice((int)offset, (int)size) : default, link);
    }
}
