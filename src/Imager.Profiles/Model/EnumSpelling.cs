using System.Diagnostics.CodeAnalysis;

namespace Imager.Profiles;

/// <summary>The spellings of the closed enums in profiles and flags; reading ignores case.</summary>
public static class EnumSpelling
{
    private static readonly string[] Kinds =
        ["unknown", "iso", "image", "installer", "kernel", "initramfs", "uki", "cmdline"];

    private static readonly string[] OutFormats = ["unknown", "raw", ".tar.gz", ".xz", ".gz", ".zst"];
    private static readonly string[] DiskFormats = ["unknown", "raw", "qcow2", "vhd", "ova"];
    private static readonly string[] EnrollModes = ["if-safe", "manual", "force", "off"];
    private static readonly string[] Bootloaders = ["none", "dual-boot", "sd-boot", "grub"];

    /// <summary>Every spelling of <typeparamref name="TEnum"/>, in numeric order.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="TEnum"/> is no profile enum.</exception>
    public static IReadOnlyList<string> All<TEnum>()
        where TEnum : struct, Enum
    {
        if (typeof(TEnum) == typeof(OutputKind))
        {
            return Kinds;
        }

        if (typeof(TEnum) == typeof(OutFormat))
        {
            return OutFormats;
        }

        if (typeof(TEnum) == typeof(DiskFormat))
        {
            return DiskFormats;
        }

        if (typeof(TEnum) == typeof(SdBootEnrollKeys))
        {
            return EnrollModes;
        }

        return typeof(TEnum) == typeof(Bootloader)
            ? Bootloaders
            : throw new ArgumentException($"{typeof(TEnum).Name} has no profile spelling");
    }

    /// <summary>The spelling of a value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => All<TEnum>()[Convert.ToInt32(value)];

    /// <summary>Finds the value with a spelling.</summary>
    public static bool TryParse<TEnum>(string text, [NotNullWhen(true)] out TEnum? value)
        where TEnum : struct, Enum
    {
        var all = All<TEnum>();
        for (var index = 0; index < all.Count; index++)
        {
            if (string.Equals(all[index], text, StringComparison.OrdinalIgnoreCase))
            {
                value = (TEnum)Enum.ToObject(typeof(TEnum), index);
                return true;
            }
        }

        value = null;
        return false;
    }
}
