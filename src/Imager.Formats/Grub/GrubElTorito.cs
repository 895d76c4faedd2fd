using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Grub;

/// <summary>Fits GRUB's prebuilt images to one ISO: the El Torito image for optical media, boot_hybrid.img for USB sticks.</summary>
/// <remarks>
/// An El Torito image is cdboot.img (2048 bytes) and core.img, as <c>grub-mkimage -O i386-pc-eltorito</c> makes it. ISO sectors
/// have 2048 bytes, so one is four of the 512-byte sectors that the hybrid path counts.
/// </remarks>
public static class GrubElTorito
{
    private const int IsoSectorBytes = 2048, SectorsPerIsoSector = 4;
    private const int BootInfoOffset = 8, BootInfoBytes = 56, ChecksumStart = 64;
    private const int HybridKernelSectorOffset = 0x1B0;

    /// <summary>The El Torito image with its boot information table, and the block list that the hybrid path uses.</summary>
    /// <remarks><paramref name="imageLba"/> and <paramref name="primaryVolumeDescriptorLba"/> (16) count 2048-byte sectors.</remarks>
    /// <exception cref="InvalidInputException">The bytes are not a GRUB El Torito image, or a sector is out of range.</exception>
    public static byte[] PatchElToritoImage(ReadOnlySpan<byte> image, Lba imageLba, Lba primaryVolumeDescriptorLba)
    {
        if (image.Length <= IsoSectorBytes)
        {
            throw new InvalidInputException("IMG2334", $"GRUB El Torito image: {image.Length} bytes are fewer than cdboot.img's 2048.");
        }

        GrubBiosBoot.CheckCoreImage(image[IsoSectorBytes..], "El Torito image from byte 2048 on");
        CheckLba(imageLba);
        var patched = image.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(
            patched.AsSpan(IsoSectorBytes + GrubBiosBoot.BlockListOffset), (ulong)((imageLba.Value * SectorsPerIsoSector) + 5));

        var table = new LittleEndianWriter(patched.AsSpan(BootInfoOffset, BootInfoBytes));
        table.WriteUInt32((uint)primaryVolumeDescriptorLba.Value, (uint)imageLba.Value, (uint)image.Length);
        table.WriteUInt32(Checksum(patched));
        table.WriteZero(BootInfoBytes - table.PositionBytes);
        table.EnsureFull();
        return patched;
    }

    /// <summary>boot_hybrid.img for bytes 0 to 439 of an ISO, so that a BIOS boots it from a USB stick or disk.</summary>
    /// <exception cref="InvalidInputException">The bytes are not a boot_hybrid.img, or the sector is out of range.</exception>
    public static byte[] PatchHybridImage(ReadOnlySpan<byte> hybridImage, Lba imageLba)
    {
        GrubBiosBoot.CheckBootImage(hybridImage, "boot_hybrid.img");
        CheckLba(imageLba);
        var code = hybridImage[..GrubBiosBoot.BootCodeBytes].ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(
            code.AsSpan(HybridKernelSectorOffset), (ulong)((imageLba.Value * SectorsPerIsoSector) + 4));
        return code;
    }

    /// <summary>The sum of all 32-bit words from byte 64 on; the last one is padded with zero.</summary>
    private static uint Checksum(ReadOnlySpan<byte> image)
    {
        var sum = 0u;
        var rest = image[ChecksumStart..];
        for (; rest.Length >= 4; rest = rest[4..])
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        }

        Span<byte> last = stackalloc byte[4];
        rest.CopyTo(last);
        return sum + BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    private static void CheckLba(Lba imageLba)
    {
        if (imageLba.Value is <= 16 or > uint.MaxValue / SectorsPerIsoSector)
        {
            throw new InvalidInputException(
                "IMG2335", $"GRUB El Torito image: it cannot lie at ISO sector {imageLba.Value} (17 to {uint.MaxValue / SectorsPerIsoSector}).");
        }
    }
}
