using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>Reads ISO 9660 images that somebody made, trusting nothing in them.</summary>
public static class IsoReader
{
    private const int MaxDescriptors = 64;

    /// <summary>Whether the source has a primary volume descriptor where one belongs.</summary>
    public static bool IsIso(ByteSource image) =>
        image.ReadAtMost((IsoFormat.FirstDescriptorSector * IsoFormat.SectorBytes) + 1, IsoFormat.StandardId.Length)
            .AsSpan().SequenceEqual("CD001"u8);

    /// <summary>Reads descriptors, boot catalog and the whole tree; file contents are not touched.</summary>
    /// <exception cref="InvalidInputException">The image is damaged, cut off, or its tree has loops, impossible names
    /// or more than can be believed.</exception>
    /// <exception cref="UnsupportedException">Sectors are not of 2048 bytes, or files are interleaved.</exception>
    public static IsoVolume Read(ByteSource image)
    {
        var descriptors = Descriptors(image);
        var primary = descriptors.Find(bytes => bytes[0] == VolumeDescriptor.PrimaryType)
            ?? throw new InvalidInputException(
                "IMG2260", "ISO image: there is no primary volume descriptor in sector 16 or behind it.");
        var joliet = descriptors.Find(
            bytes => bytes[0] == VolumeDescriptor.SupplementaryType
                && bytes.AsSpan(88).StartsWith("%/"u8) && (bytes[90] is 0x40 or 0x43 or 0x45));
        var boot = descriptors.Find(
            bytes => bytes[0] == VolumeDescriptor.BootRecordType
                && bytes.AsSpan(7).StartsWith("EL TORITO SPECIFICATION"u8));
        return ReadVolume(image, primary, joliet, boot);
    }

    private static List<byte[]> Descriptors(ByteSource image)
    {
        var descriptors = new List<byte[]>();
        for (var sector = IsoFormat.FirstDescriptorSector; descriptors.Count < MaxDescriptors; sector++)
        {
            var bytes = image.ReadAtMost((long)sector * IsoFormat.SectorBytes, IsoFormat.SectorBytes);
            if (bytes.Length < IsoFormat.SectorBytes || !bytes.AsSpan(1).StartsWith("CD001"u8)
                || bytes[0] == VolumeDescriptor.TerminatorType)
            {
                break;
            }

            descriptors.Add(bytes);
        }

        return descriptors;
    }

    private static IsoVolume ReadVolume(ByteSource image, byte[] primary, byte[]? joliet, byte[]? boot)
    {
        var fields = new LittleEndianReader(primary);
        fields.Skip(8);
        var (systemId, volumeId) = (Text(fields.ReadBytes(32)), Text(fields.ReadBytes(32)));
        fields.Skip(8);
        var volumeSectors = fields.ReadUInt32();
        fields.Skip(44);                                       // big endian twin, escape sequences, set size, sequence
        var blockBytes = fields.ReadUInt16();
        if (blockBytes != IsoFormat.SectorBytes)
        {
            throw new UnsupportedException(
                "IMG3230", $"ISO image: blocks of {blockBytes} bytes; only {IsoFormat.SectorBytes} is supported.");
        }

        fields.Skip(26);                                       // path tables
        var root = fields.ReadBytes(34).ToArray();
        var tree = IsoTreeReader.ReadPrimary(image, root);
        var hasRockRidge = tree.HasRockRidge;
        var directory = !hasRockRidge && joliet is not null
            ? IsoTreeReader.ReadJoliet(image, joliet.AsSpan(156, 34)).Root
            : tree.Root;
        var volumeBytes = (long)volumeSectors * IsoFormat.SectorBytes;
        return new(directory, boot is null ? [] : ElToritoReader.Read(image, boot, volumeBytes))
        {
            SystemId = systemId,
            VolumeId = volumeId,
            VolumeBytes = volumeBytes,
            VolumeSetId = Text(fields.ReadBytes(128)),
            PublisherId = Text(fields.ReadBytes(128)),
            PreparerId = Text(fields.ReadBytes(128)),
            ApplicationId = Text(fields.ReadBytes(128)),
            Modified = Text(primary.AsSpan(830, 16)),
            HasRockRidge = hasRockRidge,
            HasJoliet = joliet is not null,
        };
    }

    /// <summary>Text for people: control characters, which a terminal would obey, become <c>?</c>.</summary>
    private static string Text(ReadOnlySpan<byte> field) =>
        string.Concat(Encoding.Latin1.GetString(field).TrimEnd(' ', '\0').Select(c => char.IsControl(c) ? '?' : c));
}
