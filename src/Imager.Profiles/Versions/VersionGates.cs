namespace Imager.Profiles;

/// <summary>What depends on the target version: one property per gate.</summary>
/// <remarks>
/// A version that cannot be read counts as the newest, except for <see cref="UseSdBootForUefi"/>, <see
/// cref="MetalSerialConsole"/>,
/// <see cref="ImaArguments"/> and <see cref="ForcedLockdown"/>, which then answer false, as in the Talos imager.
/// </remarks>
public sealed class VersionGates(TargetVersion version)
{
    /// <summary>The version the answers are for.</summary>
    public TargetVersion Version { get; } = version;

    /// <summary>The rules and the profile set of the v1.6 imager apply: the version is known and below 1.7.0.</summary>
    public bool IsVersion16OrOlder => Before(1, 7);

    /// <summary>Boot menus carry a reset entry (1.4.0).</summary>
    public bool ResetMenuEntry => AtLeast(1, 4);

    /// <summary>UKIs and Secure Boot exist (1.5.0).</summary>
    public bool UkiSupport => AtLeast(1, 5);

    /// <summary>META on the command line may be compressed with gzip (1.6.3).</summary>
    public bool CompressedMetaEnvironment => AtLeast(1, 6, 3);

    /// <summary>Overlays replaced boards (1.7.0).</summary>
    public bool OverlaySupport => AtLeast(1, 7);

    /// <summary>The OS reads zstd: squashfs layers and the appended initramfs part use it (1.8.0).</summary>
    public bool Zstd => AtLeast(1, 8);

    /// <summary>ISOs carry a volume label naming the version (1.8.0).</summary>
    public bool IsoLabel => AtLeast(1, 8);

    /// <summary>ISOs get <c>talos.halt_if_installed=1</c> (1.8.0).</summary>
    public bool HaltIfInstalled => AtLeast(1, 8);

    /// <summary>Metal amd64 still gets <c>console=ttyS0</c> (below 1.8.0).</summary>
    public bool MetalSerialConsole => Before(1, 8);

    /// <summary>Disk images leave out STATE and EPHEMERAL; the OS makes them on first boot (1.8.0).</summary>
    public bool SkipDataPartitions => AtLeast(1, 8);

    /// <summary>The command line gets <c>selinux=1</c> (1.10.0).</summary>
    public bool SelinuxArgument => AtLeast(1, 10);

    /// <summary>The three <c>ima_*</c> arguments (up to 1.10.99).</summary>
    public bool ImaArguments => Version.Number is { } number && number.CompareTo((1, 10, 99)) <= 0;

    /// <summary>systemd-boot starts UEFI machines; amd64 disks become dual-boot (1.10.0).</summary>
    public bool UseSdBootForUefi => Version.IsAtLeast(1, 10) ?? false;

    /// <summary>Modules and firmware live below <c>/usr/lib</c> (1.10.0).</summary>
    public bool UsrMerge => AtLeast(1, 10);

    /// <summary>UKIs may hold several profiles (1.10.0).</summary>
    public bool UkiProfiles => AtLeast(1, 10);

    /// <summary>The default base installer is <c>installer-base</c> (1.10.0).</summary>
    public bool UnifiedInstaller => AtLeast(1, 10);

    /// <summary>BOOT is 2000 MiB rather than 1000 MiB (1.11.0).</summary>
    public bool TwoGibibyteBoot => AtLeast(1, 11);

    /// <summary>The command line gets <c>module.sig_enforce=1</c> (1.12.0).</summary>
    public bool ModuleSignatureEnforcement => AtLeast(1, 12);

    /// <summary>The OS reads a machine configuration embedded in the image (1.12.0).</summary>
    public bool EmbeddedConfig => AtLeast(1, 12);

    /// <summary><c>output.isoOptions.bootloader</c> is filled and checked (1.12.0).</summary>
    public bool IsoBootloaderOption => AtLeast(1, 12);

    /// <summary>The command line gets <c>proc_mem.force_override=never</c> (1.13.0).</summary>
    public bool ProcMemArgument => AtLeast(1, 13);

    /// <summary><c>init_on_alloc=1</c> is no longer a default (1.14.0).</summary>
    public bool DropInitOnAlloc => AtLeast(1, 14);

    /// <summary>The NVMe timeout moves from the defaults to the aws platform (1.14.0).</summary>
    public bool NvmeTimeoutOnAwsOnly => AtLeast(1, 14);

    /// <summary>Secure Boot adds <c>lockdown=confidentiality</c> (below 1.14.0).</summary>
    public bool ForcedLockdown => Before(1, 14);

    /// <summary>
    /// XFS file systems keep allocation groups of at least 64 GiB (1.14.0; matters to the running OS only).
    /// </summary>
    public bool XfsMinimumAllocationGroup64GiB => AtLeast(1, 14);

    /// <summary>
    /// The mkfs.xfs feature set the target's kernel can mount: <c>6.1</c>, <c>6.6</c>, <c>6.12</c> or <c>6.18</c>.
    /// </summary>
    public string XfsKernelLine =>
        AtLeast(1, 13) ? "6.18" : AtLeast(1, 10) ? "6.12" : AtLeast(1, 8) ? "6.6" : "6.1";

    private bool AtLeast(int major, int minor, int patch = 0) => Version.IsAtLeast(major, minor, patch) ?? true;

    private bool Before(int major, int minor) => Version.IsAtLeast(major, minor) is false;
}
