using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>What the system use entries of a record say; null or false where they are silent.</summary>
internal sealed class RockRidgeFields
{
    private const int MaxAreas = 32;
    private const int MaxTextBytes = 16 << 10;
    private const byte ContinueFlag = 1;

    private readonly List<byte> name = [];
    private readonly List<byte> link = [];
    private bool linkComponentContinues;

    /// <summary>Type and permission bits.</summary>
    internal int? Mode { get; private set; }

    /// <summary>A device's number.</summary>
    internal (int Major, int Minor) Device { get; private set; }

    /// <summary>The real sector of a directory that was moved up.</summary>
    internal long? ChildSector { get; private set; }

    /// <summary>Whether this is the moved directory itself, to be shown elsewhere.</summary>
    internal bool IsRelocated { get; private set; }

    /// <summary>Bytes to pass over in every other record's area; null where no sharing protocol is announced.</summary>
    internal int? SkipBytes { get; private set; }

    internal string? Name => name.Count == 0 ? null : Encoding.UTF8.GetString([.. name]);

    internal string LinkTarget => Encoding.UTF8.GetString([.. link]);

    /// <summary>Reads an area and those it continues in.</summary>
    internal static RockRidgeFields Read(ByteSource image, ReadOnlySpan<byte> area)
    {
        var fields = new RockRidgeFields();
        var rest = fields.ReadArea(area);
        for (var count = 0; rest is { } place; count++)
        {
            if (count == MaxAreas || place.LengthBytes > IsoFormat.SectorBytes)
            {
                throw new InvalidInputException(
                    "IMG2263",
                    $"ISO image: Rock Ridge continues more than {MaxAreas} times or over {place.LengthBytes} bytes.");
            }

            var offset = Math.Min(place.OffsetBytes, image.LengthBytes);
            rest = fields.ReadArea(image.ReadAtMost(offset, (int)place.LengthBytes));
        }

        return fields;
    }

    private (long OffsetBytes, long LengthBytes)? ReadArea(ReadOnlySpan<byte> area)
    {
        (long OffsetBytes, long LengthBytes)? rest = null;
        while (area.Length >= 4 && area[2] >= 4 && area[2] <= area.Length && !area.StartsWith("ST"u8))
        {
            var entry = area[..area[2]];
            rest = entry.StartsWith("CE"u8) && entry.Length >= SuspPacker.ContinuationEntryBytes ? Continuation(entry) : rest;
            ReadEntry(entry);
            area = area[entry.Length..];
        }

        return rest;
    }

    private static (long OffsetBytes, long LengthBytes) Continuation(ReadOnlySpan<byte> entry)
    {
        var fields = new LittleEndianReader(entry);
        fields.Skip(4);
        var sector = fields.ReadUInt32();
        fields.Skip(4);
        var offset = fields.ReadUInt32();
        fields.Skip(4);
        return ((sector * (long)IsoFormat.SectorBytes) + offset, fields.ReadUInt32());
    }

    private void ReadEntry(ReadOnlySpan<byte> entry)
    {
        var data = entry[4..];
        switch (((char)entry[0], (char)entry[1]))
        {
            case ('S', 'P') when data.Length >= 3 && data[0] == 0xBE && data[1] == 0xEF:
                SkipBytes = data[2];
                break;
            case ('P', 'X') when data.Length >= 4:
                Mode = new LittleEndianReader(data).ReadUInt16();
                break;
            case ('P', 'N') when data.Length >= 16:
                var numbers = new LittleEndianReader(data);
                var high = numbers.ReadUInt32();
                numbers.Skip(4);
                var low = numbers.ReadUInt32();
                var (major, minor) = high == 0 && low > byte.MaxValue ? (low >> 8, low & 0xFF) : (high, low);
                Device = ((int)(major & 0xFFF), (int)(minor & 0xF_FFFF));
                break;
            case ('N', 'M') when data.Length >= 1:
                Append(name, data[1..]);
                break;
            case ('S', 'L') when data.Length >= 1:
                ReadLink(data[1..]);
                break;
            case ('C', 'L') when data.Length >= 4:
                ChildSector = new LittleEndianReader(data).ReadUInt32();
                break;
            case ('R', 'E'):
                IsRelocated = true;
                break;
            default:
                break;
        }
    }

    private void ReadLink(ReadOnlySpan<byte> components)
    {
        const byte current = 2, parent = 4, root = 8;
        while (components.Length >= 2 && components[1] <= components.Length - 2)
        {
            var flags = components[0];
            var text = components.Slice(2, components[1]);
            if (link.Count > 0 && link[^1] != '/' && !linkComponentContinues)
            {
                link.Add((byte)'/');
            }

            Append(link, (flags & current) != 0 ? "."u8 : (flags & parent) != 0 ? ".."u8 : (flags & root) != 0 ? "/"u8 : text);
            linkComponentContinues = (flags & ContinueFlag) != 0;
            components = components[(2 + text.Length)..];
        }
    }

    private static void Append(List<byte> text, ReadOnlySpan<byte> more)
    {
        if (text.Count + more.Length > MaxTextBytes)
        {
            throw new InvalidInputException(
                "IMG2264", $"ISO image: a Rock Ridge name or link is longer than {MaxTextBytes} bytes.");
        }

        text.AddRange(more);
    }
}
