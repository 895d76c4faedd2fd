namespace Imager.Formats.KernelModules;

/// <summary>A symbol: its name, the section it is in (0 undefined, 0xFFF1 a plain number), and its value.</summary>
internal readonly record struct ElfSymbol(string Name, ushort Section, ulong Value);
