using System.Globalization;

namespace Imager.Profiles.Meta;

/// <summary>A META key that the OS gives a meaning to.</summary>
/// <remarks>
/// <c>Number</c> is the tag on disk, <c>Name</c> the OS' own name for it, <c>Purpose</c> one line for listings.
/// Keys without an entry in <see cref="WellKnown"/> are legal too: any number from 1 to 255 can be written.
/// </remarks>
public sealed record MetaKey(byte Number, string Name, string Purpose)
{
    /// <summary>Key 0x6: the boot entry to fall back to.</summary>
    public const byte Upgrade = 0x6;

    /// <summary>Key 0xa: the network document of the metal platform, see Network/.</summary>
    public const byte MetalNetworkPlatformConfig = 0xa;

    /// <summary>Key 0x11: the bootloader of the disk image; the first boot reads and removes it.</summary>
    public const byte DiskImageBootloader = 0x11;

    /// <summary>Every key with a meaning, ascending.</summary>
    public static IReadOnlyList<MetaKey> WellKnown { get; } =
    [
        new(Upgrade, "Upgrade", "boot entry to fall back to when an upgrade fails"),
        new(0x7, "StagedUpgradeImageRef", "installer image of a staged upgrade"),
        new(0x8, "StagedUpgradeInstallOptions", "install options of a staged upgrade (JSON)"),
        new(0x9, "StateEncryptionConfig", "encryption of the STATE partition (JSON)"),
        new(
            MetalNetworkPlatformConfig,
            "MetalNetworkPlatformConfig",
            "network document of the metal platform (YAML or JSON)"),
        new(0xb, "DownloadURLCode", "code for the ${code} variable of talos.config="),
        new(0xc, "UserReserved1", "free for the user"),
        new(0xd, "UserReserved2", "free for the user"),
        new(0xe, "UserReserved3", "free for the user"),
        new(0xf, "UUIDOverride", "machine UUID to use instead of the firmware's"),
        new(0x10, "UniqueMachineToken", "token that tells this machine from others"),
        new(DiskImageBootloader, "DiskImageBootloader", "bootloader of the disk image, removed by the first boot"),
    ];

    /// <summary>The key as the OS prints it: lower-case hexadecimal, no padding, <c>0xa</c>.</summary>
    public static string Format(byte key) => string.Create(CultureInfo.InvariantCulture, $"0x{key:x}");

    /// <summary>The key for listings: <c>0xa MetalNetworkPlatformConfig</c>, or only the number when nobody named it.</summary>
    public static string Describe(byte key) =>
        WellKnown.FirstOrDefault(
            known => known.Number == key) is { } named ? $"{Format(key)} {named.Name}" : Format(key);

    /// <summary>Finds a key by number in any form, or by its name with case ignored; for listings.</summary>
    /// <returns>False when the text is neither; <see cref="MetaValueParser"/> accepts numbers only, as the OS does.</returns>
    public static bool TryFind(string text, out byte key)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (WellKnown.FirstOrDefault(known => known.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            key = named.Number;
            return true;
        }

        return MetaKeyNumber.TryParse(text, out key) && key != 0;
    }
}
