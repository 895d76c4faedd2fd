using Imager.Core;

namespace Imager.Profiles;

/// <summary>Fills what a merged profile leaves open, by its target version and architecture.</summary>
public static class ProfileDefaults
{
    /// <summary>The PK update that is used when it exists.</summary>
    public const string PlatformKeyPath = "/secureboot/PK.auth";

    /// <summary>The KEK update that is used when it exists.</summary>
    public const string KeyExchangeKeyPath = "/secureboot/KEK.auth";

    /// <summary>The db update that is used when it exists.</summary>
    public const string SignatureKeyPath = "/secureboot/db.auth";

    /// <summary>The three paths above: only those that exist become defaults, so a caller looks for them.</summary>
    public static IReadOnlyList<string> DatabasePaths { get; } = [PlatformKeyPath, KeyExchangeKeyPath, SignatureKeyPath];

    private const string Registry = "ghcr.io/siderolabs";

    /// <summary>The profile with its defaults.</summary>
    /// <remarks>
    /// <paramref name="presentFiles"/>: which of the three database paths exist, because only those become defaults. A
    /// disk size
    /// marked exact stays; any other grows by <see cref="DiskSizing.DefaultGrowth"/>. Filling twice would grow twice.
    /// </remarks>
    public static ImageProfile Fill(ImageProfile profile, IReadOnlySet<string> presentFiles)
    {
        var versioned = string.IsNullOrEmpty(profile.Version)
            ? profile with { Version = TargetVersion.Default.Text }
            : profile;
        return versioned with { Input = FillInput(versioned, presentFiles), Output = FillOutput(versioned) };
    }

    /// <summary>The bootloader of a target when nobody chose one.</summary>
    public static Bootloader DefaultBootloader(Architecture? architecture, VersionGates gates, bool isSecureBoot) =>
        isSecureBoot ? Bootloader.SdBoot
        : !gates.UseSdBootForUefi ? Bootloader.Grub
        : architecture == Architecture.Arm64 ? Bootloader.SdBoot
        : Bootloader.DualBoot;

    private static ProfileInput FillInput(ImageProfile profile, IReadOnlySet<string> presentFiles)
    {
        var input = profile.Input ?? new ProfileInput();
        var folder = $"/usr/install/{profile.Arch?.Name}";
        var hasBoardFiles = profile.Arch == Architecture.Arm64 && profile.Gates.IsVersion16OrOlder;
        return input with
        {
            Kernel = FillFile(input.Kernel, $"{folder}/vmlinuz"),
            Initramfs = FillFile(input.Initramfs, $"{folder}/initramfs.xz"),
            SdStub = FillFile(input.SdStub, $"{folder}/systemd-stub.efi"),
            SdBoot = FillFile(input.SdBoot, $"{folder}/systemd-boot.efi"),
            Dtb = hasBoardFiles ? FillFile(input.Dtb, $"{folder}/dtb") : input.Dtb,
            UBoot = hasBoardFiles ? FillFile(input.UBoot, $"{folder}/u-boot") : input.UBoot,
            RpiFirmware = hasBoardFiles
                ? FillFile(input.RpiFirmware, $"{folder}/raspberrypi-firmware")
                : input.RpiFirmware,
            BaseInstaller = FillInstaller(input.BaseInstaller ?? new ContainerAsset(), profile),
            SecureBoot = profile.IsSecureBoot ? FillSecureBoot(input.SecureBoot, presentFiles) : input.SecureBoot,
        };
    }

    private static FileAsset FillFile(FileAsset? asset, string path) =>
        string.IsNullOrEmpty(asset?.Path) ? new FileAsset { Path = path } : asset;

    private static ContainerAsset FillInstaller(ContainerAsset given, ImageProfile profile)
    {
        var repository = profile.Gates.UnifiedInstaller ? "installer-base" : "installer";
        return given.IsEmpty ? given with { ImageRef = $"{Registry}/{repository}:{profile.Version}" } : given;
    }

    private static SecureBootAssets FillSecureBoot(SecureBootAssets? given, IReadOnlySet<string> presentFiles)
    {
        var assets = given ?? new SecureBootAssets();
        return assets with
        {
            SecureBootSigner = assets.SecureBootSigner is { IsEmpty: false } boot
                ? boot
                : new SecureBootSigner
                {
                    KeyPath = "/secureboot/uki-signing-key.pem",
                    CertPath = "/secureboot/uki-signing-cert.pem",
                },
            PcrSigner = assets.PcrSigner is { IsEmpty: false } pcr
                ? pcr
                : new PcrSigner { KeyPath = "/secureboot/pcr-signing-key.pem" },
            PlatformKeyPath = IfPresent(assets.PlatformKeyPath, PlatformKeyPath, presentFiles),
            KeyExchangeKeyPath = IfPresent(assets.KeyExchangeKeyPath, KeyExchangeKeyPath, presentFiles),
            SignatureKeyPath = IfPresent(assets.SignatureKeyPath, SignatureKeyPath, presentFiles),
        };
    }

    private static string? IfPresent(string? given, string path, IReadOnlySet<string> presentFiles) =>
        string.IsNullOrEmpty(given) && presentFiles.Contains(path) ? path : given;

    private static ProfileOutput? FillOutput(ImageProfile profile)
    {
        var output = profile.Output ?? new ProfileOutput();
        return output.Kind switch
        {
            OutputKind.Image => output with { ImageOptions = FillImage(output.ImageOptions ?? new(), profile) },
            OutputKind.Iso when profile.Gates.IsoBootloaderOption =>
                output with { IsoOptions = FillIso(output.IsoOptions ?? new(), profile) },
            _ => output,
        };
    }

    private static ImageOptions FillImage(ImageOptions options, ImageProfile profile)
    {
        var bootloader = ChooseBootloader(options.Bootloader, profile);
        var growth = DiskSizing.DefaultGrowth(profile.Gates, bootloader).Bytes;
        return options with
        {
            Bootloader = bootloader,
            DiskSizeBytes = options is { IsDiskSizeExact: false, DiskSizeBytes: > 0 and < long.MaxValue / 2 }
                ? options.DiskSizeBytes + growth
                : options.DiskSizeBytes,
        };
    }

    private static IsoOptions FillIso(IsoOptions options, ImageProfile profile) =>
        options with { Bootloader = ChooseBootloader(options.Bootloader, profile) };

    private static Bootloader ChooseBootloader(Bootloader? given, ImageProfile profile) =>
        given is { } chosen && !profile.IsSecureBoot
            ? chosen
            : DefaultBootloader(profile.Arch, profile.Gates, profile.IsSecureBoot);
}
