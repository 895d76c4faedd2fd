namespace Imager.Formats.Vhdx;

/// <summary>Fixed places and identifiers of the format.</summary>
/// <remarks>MS-VHDX, Virtual Hard Disk v2 File Format.</remarks>
internal static class VhdxLayout
{
    public const int MebiByte = 1 << 20;
    public const int Header1 = 64 << 10, Header2 = 128 << 10, HeaderBytes = 4096;
    public const int RegionTable1 = 192 << 10, RegionTable2 = 256 << 10, RegionTableBytes = 64 << 10;
    public const int Log = MebiByte, Metadata = 2 * MebiByte, BlockTable = 3 * MebiByte;
    public const int MetadataTableBytes = 64 << 10;

    /// <summary>Sectors that one sector bitmap block describes; without a parent there are no bitmaps, only their entries.</summary>
    public const long SectorsPerBitmap = 1 << 23;

    public static readonly Guid BlockTableRegion = new("2DC27766-F623-4200-9D64-115E9BFD4A08");
    public static readonly Guid MetadataRegion = new("8B7CA206-4790-4B9A-B8FE-575F050F886E");
    public static readonly Guid FileParameters = new("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    public static readonly Guid VirtualDiskSize = new("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    public static readonly Guid VirtualDiskId = new("BECA12AB-B2E6-4523-93EF-C309E000C746");
    public static readonly Guid LogicalSectorSize = new("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");
    public static readonly Guid PhysicalSectorSize = new("CDA348C7-445D-4471-9CC9-E9885251C556");

    /// <summary>Payload blocks between two sector bitmap entries of the block table.</summary>
    public static long ChunkRatio(int sectorBytes, long blockBytes) => SectorsPerBitmap * sectorBytes / blockBytes;
}
