using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.KernelModules;

/// <summary>What a loadable kernel module (<c>.ko</c>) says about itself. It is read as hostile.</summary>
/// <remarks>Section <c>.modinfo</c>: <c>key=value</c> texts; <c>__ksymtab*</c>: exports; undefined symbols: what it needs;
/// <c>__versions</c>: the CRCs it was built against.</remarks>
public sealed record KernelModule
{
    /// <summary>The largest module that is read, unpacked.</summary>
    public const int MaxModuleBytes = 256 << 20;

    private const string ExportPrefix = "__ksymtab_", CrcPrefix = "__crc_", NamespacePrefix = "__kstrtabns_", Texts = "__ksymtab_strings";

    /// <summary>What it was compiled for.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>All keys and values in their order; keys repeat.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Info { get; init; }

    /// <summary>What other modules may use, by name.</summary>
    public required IReadOnlyList<ExportedSymbol> Exports { get; init; }

    /// <summary>Names it needs from the kernel or other modules, in the symbol table's order.</summary>
    public required IReadOnlyList<string> UndefinedSymbols { get; init; }

    /// <summary>CRCs of the symbols that it was built against; empty without modversions.</summary>
    public required IReadOnlyDictionary<string, uint> Versions { get; init; }

    /// <summary>The appended signature; null when it has none.</summary>
    public ModuleSignature? Signature { get; init; }

    /// <summary>The name it was built with; null in very old ones.</summary>
    public string? Name => ValueOf("name");

    /// <summary>Release and features of the kernel it was built for, such as <c>6.12.1 SMP preempt mod_unload modversions</c>.</summary>
    public string? VersionMagic => ValueOf("vermagic");

    /// <summary>Modules that it needs, as its build saw it.</summary>
    public IReadOnlyList<string> Depends => ValueOf("depends")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Device ids and other names it is loaded by.</summary>
    public IReadOnlyList<string> Aliases => ValuesOf("alias");

    /// <summary>Firmware files it may ask for, below <c>/lib/firmware</c>.</summary>
    public IReadOnlyList<string> Firmware => ValuesOf("firmware");

    /// <summary>The first value of a key; null when there is none.</summary>
    public string? ValueOf(string key) => Info.FirstOrDefault(pair => pair.Key == key).Value;

    /// <summary>All values of a key.</summary>
    public IReadOnlyList<string> ValuesOf(string key) => [.. Info.Where(pair => pair.Key == key).Select(pair => pair.Value)];

    /// <summary>Reads a module file: plain, or packed as xz, zst or gz, signed or not.</summary>
    /// <exception cref="InvalidInputException">Damaged, no module, or larger than <see cref="MaxModuleBytes"/>.</exception>
    /// <exception cref="UnsupportedException">For another architecture.</exception>
    public static KernelModule Read(ByteSource file) => Parse(Unpack(file));

    /// <summary>The bytes of a module file without its compression; a signature stays.</summary>
    /// <exception cref="InvalidInputException">Damaged, or larger than <see cref="MaxModuleBytes"/>.</exception>
    public static ReadOnlyMemory<byte> Unpack(ByteSource file)
    {
        if (file.LengthBytes > MaxModuleBytes)
        {
            throw ElfFile.Damaged($"it has {file.LengthBytes} bytes, more than {MaxModuleBytes}");
        }

        if (DecompressionStream.Detect(file.ReadAtMost(0, 6)) is null)
        {
            return file.ToArray();
        }

        using var unpacked = new MemoryStream();
        using var stream = DecompressionStream.Open(new ByteSourceStream(file));
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            unpacked.Write(buffer, 0, count);
            if (unpacked.Length > MaxModuleBytes)
            {
                throw ElfFile.Damaged($"it unpacks to more than {MaxModuleBytes} bytes");
            }
        }

        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }

    /// <summary>Reads a module's plain bytes, signed or not.</summary>
    /// <exception cref="InvalidInputException">Damaged, or no ELF file.</exception>
    /// <exception cref="UnsupportedException">For another architecture.</exception>
    public static KernelModule Parse(ReadOnlyMemory<byte> module)
    {
        var signature = ModuleSignature.TrySplit(module);
        var elf = ElfFile.Read(signature?.Payload ?? module);
        var symbols = elf.ReadSymbols();
        return new KernelModule
        {
            Architecture = elf.Architecture,
            Info = ReadInfo(elf.BytesOf(".modinfo") ?? default),
            Exports = ReadExports(elf, symbols),
            UndefinedSymbols = [.. symbols.Where(symbol => symbol.Section == ElfFile.UndefinedSection && symbol.Name.Length > 0).Select(symbol => symbol.Name)],
            Versions = ReadVersions(elf.BytesOf("__versions") ?? default),
            Signature = signature,
        };
    }

    /// <summary>Texts of the form <c>key=value</c>, each with its NUL.</summary>
    internal static List<KeyValuePair<string, string>> ReadInfo(ReadOnlyMemory<byte> section)
    {
        var info = new List<KeyValuePair<string, string>>();
        foreach (var range in section.Span.Split((byte)0))
        {
            var text = Encoding.UTF8.GetString(section.Span[range]);
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                info.Add(new(text[..equals], text[(equals + 1)..]));
            }
        }

        return info;
    }

    private static List<ExportedSymbol> ReadExports(ElfFile elf, List<ElfSymbol> symbols)
    {
        var texts = elf.BytesOf(Texts) ?? default;
        var crcs = new Dictionary<string, uint>(StringComparer.Ordinal);
        var namespaces = new Dictionary<string, string>(StringComparer.Ordinal);
        var exports = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var symbol in symbols.Where(symbol => symbol.Section != ElfFile.UndefinedSection))
        {
            if (symbol.Name.StartsWith(CrcPrefix, StringComparison.Ordinal))
            {
                crcs[symbol.Name[CrcPrefix.Length..]] = CrcOf(elf, symbol);
            }
            else if (symbol.Name.StartsWith(NamespacePrefix, StringComparison.Ordinal))
            {
                namespaces[symbol.Name[NamespacePrefix.Length..]] = ElfFile.Text(texts.Span, symbol.Value);
            }
            else if (symbol.Name.StartsWith(ExportPrefix, StringComparison.Ordinal))
            {
                var section = symbol.Section < elf.Sections.Count ? elf.Sections[symbol.Section].Name : string.Empty;
                exports[symbol.Name[ExportPrefix.Length..]] = section.Contains("_gpl", StringComparison.Ordinal);
            }
        }

        // A module whose symbol table was cut down still has the names themselves.
        var names = exports.Count > 0 || texts.IsEmpty ? [] : Encoding.UTF8.GetString(texts.Span).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. exports.Select(export => new ExportedSymbol(
                export.Key, crcs.GetValueOrDefault(export.Key), export.Value, namespaces.GetValueOrDefault(export.Key, string.Empty))),
            .. names.Select(name => new ExportedSymbol(name, 0, false, string.Empty)),
        ];
    }

    /// <summary>The symbol is the number itself, or points to it.</summary>
    private static uint CrcOf(ElfFile elf, ElfSymbol symbol)
    {
        if (symbol.Section == ElfFile.AbsoluteSection || symbol.Section >= elf.Sections.Count)
        {
            return (uint)symbol.Value;
        }

        var bytes = elf.Sections[symbol.Section].Bytes.Span;
        return symbol.Value + sizeof(uint) <= (ulong)bytes.Length && symbol.Value < int.MaxValue
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)symbol.Value..])
            : throw ElfFile.Damaged($"\"{symbol.Name}\" points to byte {symbol.Value} of a section of {bytes.Length}");
    }

    private static Dictionary<string, uint> ReadVersions(ReadOnlyMemory<byte> section)
    {
        const int entryBytes = 64, crcBytes = 8;
        var versions = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (var offset = 0; offset + entryBytes <= section.Length; offset += entryBytes)
        {
            var entry = section.Span.Slice(offset, entryBytes);
            var name = entry[crcBytes..];
            var end = name.IndexOf((byte)0);
            versions[Encoding.UTF8.GetString(end < 0 ? name : name[..end])] = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        }

        return versions;
    }
}
