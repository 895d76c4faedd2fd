namespace Imager.Formats.Iso9660;

/// <summary>Partition tables in an ISO's system area: written to a USB stick, the same file boots as a disk.</summary>
/// <remarks>
/// <c>DiskGuid</c>, <c>EspPartitionGuid</c>: identities of the GPT, derived by the caller. <c>MbrBootCode</c>: GRUB's
/// boot_hybrid.img (440 to 512 bytes, the first 440 are used, patched at 0x1B0 with the BIOS image's place), or empty.
/// <c>Gpt</c>: true writes a GPT with a protective MBR and its backup at the image's end; false writes plain MBR
/// entries (0x83 for the ISO file system, 0xEF for the FAT image) for firmware that does not know GPT.
/// </remarks>
public sealed record IsoHybrid(
    Guid DiskGuid, Guid EspPartitionGuid, ReadOnlyMemory<byte> MbrBootCode = default, bool Gpt = true);
