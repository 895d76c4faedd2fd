namespace Imager.Formats.Pe;

/// <summary>Where the fields of a PE32+ header lie; read and patched at the same places.</summary>
/// <remarks>
/// PE format, "COFF File Header" and "Optional Header". Offsets count from the <c>PE\0\0</c> signature, whose own place is
/// the 32-bit value at 0x3C of the file.
/// </remarks>
internal static class PeHeaderFields
{
    internal const int SignatureOffset = 0x3C;
    internal const int Machine = 4;
    internal const int SectionCount = 6;
    internal const int TimeDateStamp = 8;
    internal const int SymbolTable = 12;
    internal const int SymbolCount = 16;
    internal const int OptionalHeaderSize = 20;
    internal const int OptionalHeader = 24;
    internal const int Magic = OptionalHeader;
    internal const int InitialisedDataSize = OptionalHeader + 8;
    internal const int EntryPoint = OptionalHeader + 16;
    internal const int ImageBase = OptionalHeader + 24;
    internal const int SectionAlignment = OptionalHeader + 32;
    internal const int FileAlignment = OptionalHeader + 36;
    internal const int ImageSize = OptionalHeader + 56;
    internal const int HeadersSize = OptionalHeader + 60;
    internal const int CheckSum = OptionalHeader + 64;
    internal const int Subsystem = OptionalHeader + 68;
    internal const int DirectoryCount = OptionalHeader + 108;
    internal const int Directories = OptionalHeader + 112;
    internal const int DirectoryBytes = 8;
    internal const int CertificateDirectory = 4;
    internal const int DebugDirectory = 6;
    internal const ushort Pe32PlusMagic = 0x20B;
}
