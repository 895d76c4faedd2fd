using Imager.Core;

namespace Imager.Formats.Gpt;

/// <summary>Where a header says its partition entries are.</summary>
/// <remarks>The last four fields of UEFI 2.10, table 5.5: first LBA, number of entries, bytes per entry, CRC-32.</remarks>
public sealed record GptArrayLocation(Lba StartLba, uint EntryCount, uint EntrySizeBytes, uint Crc32);
