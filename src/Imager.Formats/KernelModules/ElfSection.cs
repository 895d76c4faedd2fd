namespace Imager.Formats.KernelModules;

/// <summary>A section of an ELF file, checked to lie in it.</summary>
internal sealed record ElfSection(string Name, uint Type, ReadOnlyMemory<byte> Bytes, uint Link);
