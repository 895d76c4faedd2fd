using System.Buffers.Binary;
using Imager.Core;

namespace Imager.Formats.Grub;

/// <summary>Fits GRUB's prebuilt i386-pc images to one disk: boot.img in LBA 0, core.img in the BIOS boot partition.</summary>
/// <remarks>
/// What <c>grub-bios-setup</c> patches (grub-core/boot/i386/pc/boot.S, diskboot.S; GRUB 2.06 to 2.12). All sector numbers count
/// 512 bytes, so a disk with 4096-byte sectors cannot be booted this way. The core's prefix must be <c>(,gpt3)/grub</c>: the
/// empty drive name means the drive that GRUB was loaded from, so one core serves every disk whose partition 3 is BOOT.
/// </remarks>
public static class GrubBiosBoot
{
    /// <summary>Boot code that may be placed before the disk signature of an MBR.</summary>
    public const int BootCodeBytes = 440;

    internal const int SectorBytes = 512;

    // boot.img
    private const int LoadAddressOffset = 0x5A, KernelSectorOffset = 0x5C, BootDriveOffset = 0x64, DriveCheckOffset = 0x66;
    private const ushort LoadAddress = 0x8000;

    // The first block list record at the end of core.img's first sector (diskboot.img).
    internal const int BlockListOffset = 0x1F4;
    private const ushort FirstSegment = 0x0820;

    /// <summary>The boot code for bytes 0 to 439 of the disk, pointing at core.img.</summary>
    /// <remarks>
    /// <paramref name="firstSectorOfBiosPartition"/> counts 512-byte sectors. The jump over the test of DL becomes two NOPs, as
    /// for every fixed disk: firmware that passes nonsense in DL still boots.
    /// </remarks>
    /// <exception cref="InvalidInputException">The bytes are not a boot.img, or the sector is not positive.</exception>
    public static byte[] PatchBootImage(ReadOnlySpan<byte> bootImage, Lba firstSectorOfBiosPartition)
    {
        CheckBootImage(bootImage, "boot.img");
        if (firstSectorOfBiosPartition.Value <= 0)
        {
            throw new InvalidInputException(
                "IMG2330", $"GRUB boot.img: the BIOS boot partition cannot start at sector {firstSectorOfBiosPartition.Value}.");
        }

        var code = bootImage[..BootCodeBytes].ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(KernelSectorOffset), (ulong)firstSectorOfBiosPartition.Value);
        code.AsSpan(DriveCheckOffset, 2).Fill(0x90);
        return code;
    }

    /// <summary>core.img with its block list set, padded to whole sectors: the content of the BIOS boot partition.</summary>
    /// <remarks>Sectors of 512 bytes. The partition needs no more than this content; its rest may stay a hole.</remarks>
    /// <exception cref="InvalidInputException">
    /// The bytes are not a core.img, or it is larger than <paramref name="partitionSize"/>.
    /// </exception>
    public static byte[] PatchCoreImage(ReadOnlySpan<byte> coreImage, Lba firstSectorOfBiosPartition, ByteSize partitionSize)
    {
        CheckCoreImage(coreImage, "core.img");
        if (coreImage.Length > partitionSize.Bytes)
        {
            throw new InvalidInputException(
                "IMG2332",
                $"GRUB core.img has {coreImage.Length} bytes, the BIOS boot partition only {partitionSize.Bytes}. "
                + "Make the partition larger or build the core with fewer modules.");
        }

        var sectors = (coreImage.Length + SectorBytes - 1) / SectorBytes;
        var core = new byte[sectors * SectorBytes];
        coreImage.CopyTo(core);
        WriteBlockList(core, firstSectorOfBiosPartition.Value + 1, sectors - 1);
        return core;
    }

    internal static void CheckBootImage(ReadOnlySpan<byte> image, string name)
    {
        if (image.Length != SectorBytes
            || image[0] != 0xEB
            || BinaryPrimitives.ReadUInt16LittleEndian(image[LoadAddressOffset..]) != LoadAddress
            || image[BootDriveOffset] != 0xFF)
        {
            throw new InvalidInputException(
                "IMG2331",
                $"GRUB {name}: these {image.Length} bytes are not GRUB's (512 bytes, jump at 0, load address 0x8000 at 0x5A and boot "
                + $"drive 0xFF at 0x64 expected). Use {name} from the i386-pc folder of GRUB 2.06 or later.");
        }
    }

    internal static void CheckCoreImage(ReadOnlySpan<byte> image, string name)
    {
        if (image.Length <= SectorBytes
            || image.Length > ushort.MaxValue * SectorBytes
            || BinaryPrimitives.ReadUInt16LittleEndian(image[(BlockListOffset + 10)..]) != FirstSegment)
        {
            throw new InvalidInputException(
                "IMG2333",
                $"GRUB {name}: these {image.Length} bytes are not what grub-mkimage -O i386-pc makes (more than 512 bytes, load segment "
                + "0x0820 at 0x1FE).");
        }
    }

    private static void WriteBlockList(Span<byte> core, long sector, int sectors)
    {
        var record = core[BlockListOffset..];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)sector);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], (ushort)sectors);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], FirstSegment);
    }
}
