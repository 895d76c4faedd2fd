using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Mbr;

namespace Imager.Formats.Gpt;

/// <summary>A finished GPT disk.</summary>
/// <remarks><c>Map</c>: the whole disk, partitions pointing into their contents. <c>Layout</c>: where they lie.</remarks>
public sealed record GptDisk(ExtentMap Map, GptLayout Layout)
{
    /// <summary>Plans the disk and describes its bytes: protective MBR, both tables and the partitions' contents.</summary>
    /// <exception cref="InvalidInputException">See <see cref="GptLayout.Plan"/>, or a content does not fit into the
    /// partition that takes the rest of the disk.</exception>
    public static GptDisk Create(GptDiskOptions options)
    {
        var layout = GptLayout.Plan(options);
        var builder = new ExtentMapBuilder();
        var mbr = new byte[MasterBootRecord.SizeBytes];
        MasterBootRecord.Protective(layout.DiskSectors, options.BootCode, options.PmbrBootable).WriteTo(mbr);
        builder.Add(0, mbr);
        layout.AddTo(builder);
        foreach (var (placed, wanted) in layout.Partitions.Zip(options.Partitions))
        {
            if (wanted.Content is { } content)
            {
                CheckContent(content.LengthBytes, placed, layout.SectorBytes);
                builder.Add(placed.FirstLba.ToByteOffset(layout.SectorBytes), content);
            }
        }

        return new(builder.Build(options.DiskSize.Bytes), layout);
    }

    private static void CheckContent(long contentBytes, GptPartition placed, int sectorBytes)
    {
        var roomBytes = placed.SectorCount * sectorBytes;
        if (contentBytes > roomBytes)
        {
            throw new InvalidInputException(
                "IMG2203",
                $"disk layout: partition {placed.Number} \"{placed.Name}\" takes the rest of the disk, {roomBytes} bytes, "
                + $"but its content has {contentBytes}. Enlarge the disk by {contentBytes - roomBytes} bytes or more.");
        }
    }
}
