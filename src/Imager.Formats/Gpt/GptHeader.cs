using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Gpt;

/// <summary>A GPT header: the primary at LBA 1, its backup in the disk's last logical sector.</summary>
/// <remarks>
/// UEFI 2.10, table 5.5: 92 bytes, little-endian. An LBA counts logical sectors; <c>Other</c> is the twin's place.
/// The CRC in <c>Entries</c> covers the whole array, unused entries included.
/// </remarks>
public sealed record GptHeader(
    Lba Self, Lba Other, Lba FirstUsable, Lba LastUsable, Guid DiskGuid, GptArrayLocation Entries)
{
    /// <summary>Bytes of the header; the rest of its sector is zero.</summary>
    public const int SizeBytes = 92;

    private const string Signature = "EFI PART";
    private const int CrcOffsetBytes = 16;

    /// <summary>Fills <paramref name="sector"/>, exactly one logical sector; its tail becomes zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sector is shorter than 92 bytes.</exception>
    public void WriteTo(Span<byte> sector)
    {
        sector.Clear();
        var fields = new LittleEndianWriter(sector[..SizeBytes]);
        fields.WriteAscii(Signature);
        fields.WriteUInt32(0x0001_0000, SizeBytes);            // revision 1.0, header size
        var headerCrc = fields.Reserve(4);                     // zero while the CRC is taken
        fields.WriteUInt32(0);                                 // reserved
        fields.WriteLba(Self, Other, FirstUsable, LastUsable);
        fields.WriteGuid(DiskGuid);
        fields.WriteLba(Entries.StartLba);
        fields.WriteUInt32(Entries.EntryCount, Entries.EntrySizeBytes, Entries.Crc32);
        fields.EnsureFull();
        BinaryPrimitives.WriteUInt32LittleEndian(headerCrc, Crc32.Compute(sector[..SizeBytes]));
    }

    /// <summary>Whether the bytes start like a header.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> sector) => sector.StartsWith("EFI PART"u8);

    /// <summary>Reads a header found at <paramref name="place"/>, or says in one sentence what is wrong with it.</summary>
    public static (GptHeader? Header, string? Problem) Read(ReadOnlySpan<byte> sector, Lba place)
    {
        if (sector.Length < SizeBytes || !HasSignature(sector))
        {
            return (null, $"no \"{Signature}\" at LBA {place.Value}");
        }

        var fields = new LittleEndianReader(sector);
        fields.Skip(Signature.Length + sizeof(uint));          // any revision: 1.0 is the only one there is
        var headerSizeBytes = fields.ReadUInt32();
        if (headerSizeBytes < SizeBytes || headerSizeBytes > sector.Length)
        {
            return (null, $"header size {headerSizeBytes} is not between {SizeBytes} and the sector's {sector.Length}");
        }

        var storedCrc = fields.ReadUInt32();
        var copy = sector[..(int)headerSizeBytes].ToArray();
        copy.AsSpan(CrcOffsetBytes, sizeof(uint)).Clear();
        var computedCrc = Crc32.Compute(copy);
        if (storedCrc != computedCrc)
        {
            return (null, $"header CRC is {storedCrc:X8}, its bytes give {computedCrc:X8}");
        }

        fields.Skip(sizeof(uint));
        var (self, other) = (fields.ReadLba(), fields.ReadLba());
        var (firstUsable, lastUsable) = (fields.ReadLba(), fields.ReadLba());
        var diskGuid = fields.ReadGuid();
        var startLba = fields.ReadLba();
        var (count, sizeBytes, crc) = (fields.ReadUInt32(), fields.ReadUInt32(), fields.ReadUInt32());
        var header = new GptHeader(self, other, firstUsable, lastUsable, diskGuid, new(startLba, count, sizeBytes, crc));
        return self == place
            ? (header, null)
            : (null, $"header at LBA {place.Value} says that it is at LBA {self.Value}");
    }
}
