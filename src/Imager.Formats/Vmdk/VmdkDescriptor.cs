using System.Text;
using Imager.Core;

namespace Imager.Formats.Vmdk;

/// <summary>The text in sectors 1 to 20 that names the kind of VMDK, its extent and the geometry.</summary>
internal static class VmdkDescriptor
{
    private const int Heads = 255, SectorsPerTrack = 63;

    // 0xFFFFFFFF is "no parent", 0xFFFFFFFE is reserved.
    private const uint LastContentId = 0xFFFF_FFFD;

    /// <exception cref="InvalidInputException">A text does not fit into the descriptor.</exception>
    public static byte[] Write(string createType, long sectors, VmdkOptions options)
    {
        if (!IsPlain(options.FileName) || !IsPlain(options.AdapterType))
        {
            throw new InvalidInputException(
                "IMG2360",
                $"VMDK: file name \"{options.FileName}\" and adapter \"{options.AdapterType}\" must be 1 to 255 printable ASCII characters "
                + "without quotes.");
        }

        var text = $"""
            # Disk DescriptorFile
            version=1
            CID={Math.Min(options.ContentId, LastContentId):x8}
            parentCID=ffffffff
            createType="{createType}"

            # Extent description
            RW {sectors} SPARSE "{options.FileName}"

            # The Disk Data Base
            #DDB

            ddb.virtualHWVersion = "{options.HardwareVersion}"
            ddb.geometry.cylinders = "{Math.Min(sectors / (Heads * SectorsPerTrack), 65535)}"
            ddb.geometry.heads = "{Heads}"
            ddb.geometry.sectors = "{SectorsPerTrack}"
            ddb.adapterType = "{options.AdapterType}"

            """;
        var bytes = new byte[VmdkHeader.DescriptorSectors * VmdkHeader.SectorBytes];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= 255 && text.All(character => character is >= ' ' and <= '~' and not '"');
}
