using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>An ISO 9660 image with Rock Ridge, bootable through El Torito and, written to a disk, through MBR and
/// GPT.</summary>
/// <remarks>
/// In sectors of 2048 bytes: 0 system area (MBR, GPT), 16 descriptors (El Torito always in 17), boot catalog, path
/// tables, directories, continuation areas, BIOS image, files in tree order, EFI system partition, backup GPT.
/// ECMA-119, RRIP 1.10, El Torito 1.0.
/// </remarks>
public sealed class IsoImage
{
    private IsoImage(ExtentMap map, IReadOnlyList<IsoFilePlacement> files, long espOffsetBytes)
    {
        Map = map;
        Files = files;
        EspOffsetBytes = espOffsetBytes;
    }

    /// <summary>The image; payloads are referred to, never copied.</summary>
    public ExtentMap Map { get; }

    /// <summary>Every file of the tree, in tree order: where it is and whether it shares its bytes.</summary>
    public IReadOnlyList<IsoFilePlacement> Files { get; }

    /// <summary>Where the EFI system partition begins, a multiple of 2048; 0 when there is none.</summary>
    public long EspOffsetBytes { get; }

    /// <summary>Lays the image out.</summary>
    /// <exception cref="InvalidInputException">An option is wrong, or the BIOS image has an impossible
    /// size.</exception>
    /// <exception cref="UnsupportedException">The tree or the image exceeds what ISO 9660 can address.</exception>
    public static IsoImage Create(IsoOptions options, TreeDirectory root)
    {
        IsoOptionsCheck.Verify(options);
        var bios = options.BiosBoot is { } boot ? BiosBootImage.Load(boot) : null;
        var contents = IsoContentTable.Collect(root);
        var primary = new VolumeTables(IsoDirectoryTree.Build(root, contents, options.Epoch, joliet: false));
        var joliet = options.Joliet
            ? new VolumeTables(IsoDirectoryTree.Build(root, contents, options.Epoch, joliet: true))
            : null;
        var bootable = bios is not null || options.EfiSystemPartition is not null;

        var catalogSector = IsoFormat.FirstDescriptorSector + 2L + (bootable ? 1 : 0) + (joliet is null ? 0 : 1);
        var sector = primary.PlacePathTables(catalogSector + (bootable ? 1 : 0));
        sector = joliet?.PlacePathTables(sector) ?? sector;
        sector = primary.PlaceDirectories(sector);
        var biosSector = joliet?.PlaceDirectories(sector) ?? sector;
        var espSector = contents.Place(biosSector + IsoFormat.SectorsOf(bios?.Length ?? 0), options.EfiSystemPartition);
        var esp = (Offset: espSector * IsoFormat.SectorBytes, Length: options.EfiSystemPartition?.LengthBytes ?? 0);
        var imageBytes = esp.Offset + esp.Length + (options.Hybrid is { } reserve ? IsoHybridGpt.BackupBytes(reserve) : 0);
        EnsureAddressable(imageBytes);

        var image = new ExtentMapBuilder();
        var descriptors = Descriptors(options, primary, joliet, bootable ? catalogSector : null, imageBytes);
        image.Add(IsoFormat.FirstDescriptorSector * IsoFormat.SectorBytes, descriptors);
        primary.AddTo(image, options.Epoch);
        joliet?.AddTo(image, options.Epoch);
        if (bootable)
        {
            var catalog = ElToritoCatalog.ToBytes(
                bios is null ? null : biosSector, options.EfiSystemPartition is null ? null : espSector, esp.Length);
            image.Add(catalogSector * IsoFormat.SectorBytes, catalog);
        }

        if (bios is not null)
        {
            BiosBootImage.Patch(options.BiosBoot!, bios, biosSector);
            image.Add(biosSector * IsoFormat.SectorBytes, bios);
        }

        contents.AddTo(image);
        if (options.EfiSystemPartition is { } partition)
        {
            image.Add(esp.Offset, partition);
        }

        if (options.Hybrid is { } hybrid)
        {
            IsoHybridGpt.AddTo(image, hybrid, imageBytes, esp, biosSector);
        }

        return new IsoImage(image.Build(imageBytes), contents.Report(root), esp.Length > 0 ? esp.Offset : 0);
    }

    private static byte[] Descriptors(
        IsoOptions options, VolumeTables primary, VolumeTables? joliet, long? catalogSector, long imageBytes)
    {
        var volumeSectors = imageBytes / IsoFormat.SectorBytes;
        return
        [
            .. VolumeDescriptor.Volume(options, primary, volumeSectors, joliet: false),
            .. catalogSector is { } sector ? VolumeDescriptor.BootRecord(sector) : [],
            .. joliet is null ? [] : VolumeDescriptor.Volume(options, joliet, volumeSectors, joliet: true),
            .. VolumeDescriptor.Terminator(),
        ];
    }

    private static void EnsureAddressable(long imageBytes)
    {
        if (imageBytes / IsoFormat.SectorBytes > uint.MaxValue)
        {
            throw new UnsupportedException(
                "IMG3222",
                $"ISO image: {imageBytes} bytes; ISO 9660 addresses at most {uint.MaxValue} sectors of {IsoFormat.SectorBytes}. "
                + "Put less into the tree.");
        }
    }
}
