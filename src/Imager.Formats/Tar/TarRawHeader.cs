using System.Text;
using Imager.Formats.Binary;

namespace Imager.Formats.Tar;

/// <summary>The fields of a header that was read, numbers decoded, nothing else checked.</summary>
internal sealed record TarRawHeader(string Path, byte Type, long SizeBytes, string LinkTarget)
{
    internal int Mode { get; private init; }

    internal long UserId { get; private init; }

    internal long GroupId { get; private init; }

    internal long ModifiedSeconds { get; private init; }

    /// <exception cref="Imager.Core.InvalidInputException">The checksum is wrong or a number is none.</exception>
    internal static TarRawHeader Read(ReadOnlySpan<byte> block, TarBlocks blocks)
    {
        var fields = new LittleEndianReader(block);
        var name = Text(fields.ReadBytes(TarHeader.NameBytes));
        var mode = blocks.Number(fields.ReadBytes(8), "mode");
        var user = blocks.Number(fields.ReadBytes(8), "uid");
        var group = blocks.Number(fields.ReadBytes(8), "gid");
        var size = blocks.Number(fields.ReadBytes(12), "size");
        var modified = blocks.Number(fields.ReadBytes(12), "mtime");
        var stored = blocks.Number(fields.ReadBytes(8), "checksum");
        var type = fields.ReadByte();
        var link = Text(fields.ReadBytes(TarHeader.NameBytes));
        var isUstar = fields.ReadBytes(8).StartsWith("ustar\0"u8);
        fields.Skip(80);                                       // user and group names, device numbers
        var prefix = isUstar ? Text(fields.ReadBytes(TarHeader.PrefixBytes)) : string.Empty;
        var computed = TarHeader.Checksum(block);
        if (stored != computed)
        {
            throw blocks.Malformed(
                $"a header's checksum is {stored}, its bytes give {computed}: no tar archive, or damaged");
        }

        return new(prefix.Length > 0 ? $"{prefix}/{name}" : name, type, size, link)
        {
            Mode = (int)(mode & 0xFFF),
            UserId = user,
            GroupId = group,
            ModifiedSeconds = modified,
        };
    }

    internal static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
