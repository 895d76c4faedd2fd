using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Mbr;

namespace Imager.Formats.Iso9660;

/// <summary>Fills the fields by which a BIOS boot image finds itself on the medium.</summary>
internal static class BiosBootImage
{
    private const int MaxBytes = 16 << 20;
    private const int TableOffset = 8;
    private const int TableBytes = 56;
    private const int ChecksumFrom = 64;

    /// <summary>In GRUB's image: the block list of diskboot.img, which follows the 2048 bytes of cdboot.img.</summary>
    private const int Grub2BlockListOffset = 0x9F4;

    /// <summary>Sectors of cdboot.img (512 bytes each), skipped when started from a disk.</summary>
    private const int CdbootSectors = 4;

    private const int MbrImageAddressOffset = 0x1B0;

    /// <exception cref="InvalidInputException">The image is too large or too small for what is to be
    /// patched.</exception>
    internal static byte[] Load(IsoBiosBoot boot)
    {
        var minimum = boot.Grub2BootInfo ? Grub2BlockListOffset + sizeof(ulong) : boot.BootInfoTable ? ChecksumFrom : 1;
        var length = boot.Image.LengthBytes;
        return length >= minimum && length <= MaxBytes
            ? boot.Image.ToArray()
            : throw new InvalidInputException(
                "IMG2251", $"BIOS El Torito image: {length} bytes; it must have {minimum} to {MaxBytes} bytes "
                + "(GRUB: the output of grub-mkimage -O i386-pc-eltorito).");
    }

    internal static void Patch(IsoBiosBoot boot, byte[] image, long sector)
    {
        if (boot.Grub2BootInfo)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(
                image.AsSpan(Grub2BlockListOffset), (ulong)(VirtualSector(sector) + CdbootSectors + 1));
        }

        if (boot.BootInfoTable)
        {
            var fields = new LittleEndianWriter(image.AsSpan(TableOffset, TableBytes));
            fields.WriteUInt32(IsoFormat.FirstDescriptorSector, (uint)sector, (uint)image.Length);
            fields.WriteUInt32(Checksum(image));
            fields.WriteZero(40);
            fields.EnsureFull();
        }
    }

    /// <summary>The boot code of the MBR, pointing behind cdboot in the image.</summary>
    internal static byte[] MbrCode(ReadOnlySpan<byte> code, long imageSector)
    {
        var patched = code[..MasterBootRecord.BootCodeBytes].ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(
            patched.AsSpan(MbrImageAddressOffset), (ulong)(VirtualSector(imageSector) + CdbootSectors));
        return patched;
    }

    private static long VirtualSector(long sector) =>
        sector * (IsoFormat.SectorBytes / ElToritoCatalog.VirtualSectorBytes);

    private static uint Checksum(ReadOnlySpan<byte> image)
    {
        var sum = 0u;
        var rest = image[ChecksumFrom..];
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        }

        Span<byte> tail = stackalloc byte[sizeof(uint)];
        tail.Clear();
        rest.CopyTo(tail);
        return sum + BinaryPrimitives.ReadUInt32LittleEndian(tail);
    }
}
