using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Gpt;

/// <summary>A partition at its place on a disk: one used entry of the array.</summary>
/// <remarks>
/// 128 bytes, little-endian (UEFI 2.10, table 5.6): type GUID, unique GUID (PARTUUID), first LBA, last LBA inclusive,
/// attributes, name of 36 UTF-16 units. <c>Number</c> counts from 1 and is the entry's place in the array.
/// </remarks>
public sealed record GptPartition(
    int Number, string Name, Guid TypeGuid, Guid UniqueGuid, Lba FirstLba, Lba LastLba, ulong Attributes)
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxNameUnits = 36;

    /// <summary>How many sectors the partition spans.</summary>
    public long SectorCount => LastLba - FirstLba + 1;

    /// <summary>Fills exactly one array entry.</summary>
    public void WriteTo(Span<byte> entry)
    {
        var fields = new LittleEndianWriter(entry);
        fields.WriteGuid(TypeGuid);
        fields.WriteGuid(UniqueGuid);
        fields.WriteLba(FirstLba, LastLba);
        fields.WriteUInt64(Attributes);
        Encoding.Unicode.GetBytes(Name, fields.Reserve(MaxNameUnits * sizeof(char)));
        fields.EnsureFull();
    }

    /// <summary>Reads an entry of 128 bytes or more; null when it is unused (type GUID zero). Nothing is checked.</summary>
    public static GptPartition? Read(int number, ReadOnlySpan<byte> entry)
    {
        var fields = new LittleEndianReader(entry);
        var (type, unique) = (fields.ReadGuid(), fields.ReadGuid());
        var (first, last) = (fields.ReadLba(), fields.ReadLba());
        var attributes = fields.ReadUInt64();
        var name = Encoding.Unicode.GetString(fields.ReadBytes(MaxNameUnits * sizeof(char)));
        var end = name.IndexOf('\0', StringComparison.Ordinal);
        return type == Guid.Empty
            ? null
            : new(number, end < 0 ? name : name[..end], type, unique, first, last, attributes);
    }
}
