namespace Imager.Formats.KernelModules;

/// <summary>A symbol that a module offers to others.</summary>
/// <remarks><c>Crc</c>: of its type (modversions), 0 where there is none. <c>Namespace</c>: empty for none.</remarks>
public sealed record ExportedSymbol(string Name, uint Crc, bool IsGplOnly, string Namespace);
