namespace Imager.Formats.Gpt;

/// <summary>Attribute bits of a partition (UEFI 2.10, table 5.8; 48 and up belong to the type).</summary>
public static class GptAttributes
{
    /// <summary>Bit 2: legacy BIOS bootable. Talos sets it on the BIOS boot partition.</summary>
    public const ulong LegacyBiosBootable = 1UL << 2;

    /// <summary>Bit 60 of basic data and Linux partitions: read-only.</summary>
    public const ulong ReadOnly = 1UL << 60;
}
