namespace Imager.Profiles;

/// <summary>What the image is made from (<c>input</c>).</summary>
public sealed record ProfileInput
{
    /// <summary>The kernel: a bzImage (amd64) or an EFI-wrapped Image (arm64).</summary>
    public FileAsset? Kernel { get; init; }

    /// <summary>The stock initramfs.</summary>
    public FileAsset? Initramfs { get; init; }

    /// <summary>systemd-stub, the frame of a UKI.</summary>
    public FileAsset? SdStub { get; init; }

    /// <summary>systemd-boot.</summary>
    public FileAsset? SdBoot { get; init; }

    /// <summary>Device trees of boards (targets below 1.7, arm64).</summary>
    public FileAsset? Dtb { get; init; }

    /// <summary>U-Boot builds of boards (targets below 1.7, arm64).</summary>
    public FileAsset? UBoot { get; init; }

    /// <summary>Raspberry Pi firmware (targets below 1.7, arm64).</summary>
    public FileAsset? RpiFirmware { get; init; }

    /// <summary>The installer image that <see cref="OutputKind.Installer"/> builds on.</summary>
    public ContainerAsset? BaseInstaller { get; init; }

    /// <summary>Container images the machine can start without a registry.</summary>
    public ContainerAsset? ImageCache { get; init; }

    /// <summary>The overlay image that goes into an installer.</summary>
    public ContainerAsset? OverlayInstaller { get; init; }

    /// <summary>Keys and signers.</summary>
    public SecureBootAssets? SecureBoot { get; init; }

    /// <summary>System extensions in mount order.</summary>
    public IReadOnlyList<ContainerAsset>? SystemExtensions { get; init; }
}
