namespace Imager.Profiles;

/// <summary>The file names of an effective profile's output.</summary>
public static class OutputNames
{
    /// <summary><c>platform[-board]-arch[-secureboot]</c>.</summary>
    public static string Stem(ImageProfile effective)
    {
        var board = string.IsNullOrEmpty(effective.Board) ? string.Empty : $"-{effective.Board}";
        return $"{effective.Platform}{board}-{effective.Arch}{SecureBootSuffix(effective)}";
    }

    /// <summary>The file before it is packed: <c>metal-amd64.raw</c>, <c>installer-arm64.tar</c>.</summary>
    /// <exception cref="ArgumentException">The kind or disk format is not set; validate the profile first.</exception>
    public static string Asset(ImageProfile effective) => effective.Kind switch
    {
        OutputKind.Iso => $"{Stem(effective)}.iso",
        OutputKind.Image => $"{Stem(effective)}.{DiskExtension(effective)}",
        OutputKind.Installer => $"installer-{effective.Arch}{SecureBootSuffix(effective)}.tar",
        OutputKind.Kernel => $"kernel-{effective.Arch}",
        OutputKind.Initramfs => $"initramfs-{Stem(effective)}.xz",
        OutputKind.Uki => $"{Stem(effective)}-uki.efi",
        OutputKind.Cmdline => $"cmdline-{Stem(effective)}",
        _ => throw new ArgumentException("the output kind is not set; validate the profile first", nameof(effective)),
    };

    /// <summary>
    /// The finished file: <see cref="Asset"/> and the suffix of its packing, as in <c>metal-amd64.raw.zst</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Kind, disk format or packing is not set; validate the profile
    /// first.</exception>
    public static string Packed(ImageProfile effective) => effective.Output?.OutFormat switch
    {
        OutFormat.Raw => Asset(effective),
        null or OutFormat.Unknown =>
            throw new ArgumentException("the output format is not set; validate the profile first", nameof(effective)),
        { } format => Asset(effective) + EnumSpelling.Of(format),
    };

    private static string DiskExtension(ImageProfile effective) =>
        effective.Output?.ImageOptions?.DiskFormat is { } format and not DiskFormat.Unknown
            ? EnumSpelling.Of(format)
            : throw new ArgumentException("the disk format is not set; validate the profile first", nameof(effective));

    private static string SecureBootSuffix(ImageProfile effective) =>
        effective.IsSecureBoot ? "-secureboot" : string.Empty;
}
