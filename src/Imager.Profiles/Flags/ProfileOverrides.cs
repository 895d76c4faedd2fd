using Imager.Core;
using Imager.Profiles.Meta;
using Imager.Profiles.Yaml;

namespace Imager.Profiles;

/// <summary>What command-line flags say about a profile; laid over documents and bases, lists are appended.</summary>
/// <remarks>
/// One property per flag of the Talos imager, old and new. Texts are parsed by <see cref="FlagParsers"/> before they
/// get here.
/// </remarks>
public sealed record ProfileOverrides
{
    /// <summary>No flags.</summary>
    public static ProfileOverrides None { get; } = new();

    /// <summary><c>--target-version</c>.</summary>
    public string? TargetVersion { get; init; }

    /// <summary><c>--platform</c>.</summary>
    public string? Platform { get; init; }

    /// <summary><c>--arch</c>.</summary>
    public Architecture? Arch { get; init; }

    /// <summary><c>--board</c> (targets up to 1.6).</summary>
    public string? Board { get; init; }

    /// <summary><c>--base-installer-image</c>.</summary>
    public string? BaseInstallerImage { get; init; }

    /// <summary><c>--image-disk-size</c>; honoured exactly.</summary>
    public ByteSize? ImageDiskSize { get; init; }

    /// <summary><c>--extra-kernel-arg</c>, in order.</summary>
    public IReadOnlyList<string> ExtraKernelArgs { get; init; } = [];

    /// <summary><c>--meta</c>, in order.</summary>
    public IReadOnlyList<MetaValue> Meta { get; init; } = [];

    /// <summary><c>--system-extension-image</c>, in order.</summary>
    public IReadOnlyList<string> SystemExtensionImages { get; init; } = [];

    /// <summary><c>--output-kind</c>; the packing of the base profile stays.</summary>
    public OutputKind? OutputKind { get; init; }

    /// <summary>
    /// <c>--insecure</c>: plain http for extensions, base installer and image cache, not for overlays.
    /// </summary>
    public bool IsInsecure { get; init; }

    /// <summary>
    /// <c>--image-cache</c>: a reference with registry and tag or digest, else an OCI layout directory.
    /// </summary>
    public string? ImageCache { get; init; }

    /// <summary><c>--overlay-name</c>.</summary>
    public string? OverlayName { get; init; }

    /// <summary><c>--overlay-image</c>; also goes into an installer.</summary>
    public string? OverlayImage { get; init; }

    /// <summary><c>--overlay-option</c>, all of them merged.</summary>
    public YamlMapping? OverlayOptions { get; init; }

    /// <summary>The content of the file that <c>--embedded-config-path</c> names.</summary>
    public string? EmbeddedConfig { get; init; }

    /// <summary><c>--secureboot-include-well-known-certs</c>.</summary>
    public bool IncludeWellKnownCerts { get; init; }

    /// <summary><c>--secureboot-signer-address</c>.</summary>
    public string? SecureBootSignerAddress { get; init; }

    /// <summary><c>--pcr-signer-address</c>.</summary>
    public string? PcrSignerAddress { get; init; }

    /// <summary><c>--secureboot-enroll-keys</c>; written into both disk and ISO options.</summary>
    public SdBootEnrollKeys? EnrollKeys { get; init; }

    /// <summary><c>--output-format</c>: how the result is packed.</summary>
    public OutFormat? OutFormat { get; init; }

    /// <summary><c>--bootloader</c>; written into both disk and ISO options.</summary>
    public Bootloader? Bootloader { get; init; }

    /// <summary>The profile with these flags laid over it.</summary>
    public ImageProfile ApplyTo(ImageProfile profile, MergeRules rules = MergeRules.Explicit)
    {
        var merged = ProfileMerge.Merge(profile, ToProfile(), rules);
        return IsInsecure ? merged with { Input = AllowPlainHttp(merged.Input ?? new()) } : merged;
    }

    /// <summary>The flags alone, as a profile document.</summary>
    public ImageProfile ToProfile() => new()
    {
        Version = TargetVersion,
        Platform = Platform,
        Arch = Arch,
        Board = Board,
        Customization = new Customization
        {
            ExtraKernelArgs = ListOrNull(ExtraKernelArgs),
            MetaContents = ListOrNull(Meta),
            EmbeddedMachineConfiguration = EmbeddedConfig,
        },
        Input = ToInput(),
        Overlay = OverlayName is null && OverlayImage is null
            ? null
            : new OverlayOptions { Name = OverlayName, Image = ToAsset(OverlayImage), Options = OverlayOptions },
        Output = ToOutput(),
    };

    /// <summary>Flags that have no effect on the effective profile, as errors.</summary>
    public IEnumerable<ProfileProblem> FindUnused(ImageProfile effective)
    {
        if (OverlayOptions is not null && OverlayName is null && OverlayImage is null)
        {
            yield return ProfileProblem.StrictError(
                "IMG2470", "--overlay-option", null,
                "--overlay-option has no effect without an overlay: add --overlay-name or --overlay-image.");
        }

        if (ImageDiskSize is { } size && effective.Kind != Profiles.OutputKind.Image)
        {
            yield return ProfileProblem.StrictError(
                "IMG2472", "--image-disk-size", null,
                $"--image-disk-size {size} has no effect on {EnumSpelling.Of(effective.Kind)} output: only kind "
                    + "image has a disk size.");
        }
    }

    /// <summary>Names the flag in a problem with a value that a flag set, instead of a place in a document.</summary>
    internal ProfileProblem NameFlag(ProfileProblem problem) =>
        FlagOf(problem.Path) is { } flag
            ? problem with { Position = null, Message = $"{flag}: {problem.Message}" }
            : problem;

    private string? FlagOf(string path) => path switch
    {
        "version" when TargetVersion is not null => "--target-version",
        "platform" when Platform is not null => "--platform",
        "arch" when Arch is not null => "--arch",
        "board" when Board is not null => "--board",
        "output.kind" when OutputKind is not null => "--output-kind",
        "output.imageOptions.diskSize" when ImageDiskSize is not null => "--image-disk-size",
        "customization.extraKernelArgs" when ExtraKernelArgs.Count > 0 => "--extra-kernel-arg",
        "customization.metaContents" when Meta.Count > 0 => "--meta",
        "customization.embeddedMachineConfiguration" when EmbeddedConfig is not null => "--embedded-config-path",
        "input.imageCache" when ImageCache is not null => "--image-cache",
        "input.secureboot.secureBootSigner.signerAddress" when SecureBootSignerAddress is not null =>
            "--secureboot-signer-address",
        "input.secureboot.pcrSigner.signerAddress" when PcrSignerAddress is not null => "--pcr-signer-address",
        _ => null,
    };

    private ProfileInput ToInput() => new()
    {
        BaseInstaller = BaseInstallerImage is null ? null : ContainerAsset.Parse(BaseInstallerImage),
        ImageCache = ImageCache is null || FlagParsers.IsFullReference(ImageCache)
            ? ToAsset(ImageCache)
            : new ContainerAsset { OciPath = ImageCache },
        OverlayInstaller = ToAsset(OverlayImage),
        SystemExtensions = ListOrNull<ContainerAsset>(
            [.. SystemExtensionImages.Select(image => new ContainerAsset { ImageRef = image })]),
        SecureBoot = ToSecureBoot(),
    };

    private SecureBootAssets? ToSecureBoot() =>
        !IncludeWellKnownCerts && SecureBootSignerAddress is null && PcrSignerAddress is null
            ? null
            : new SecureBootAssets
            {
                IncludeWellKnownCerts = IncludeWellKnownCerts ? true : null,
                SecureBootSigner = SecureBootSignerAddress is null
                    ? null
                    : new() { SignerAddress = SecureBootSignerAddress },
                PcrSigner = PcrSignerAddress is null ? null : new() { SignerAddress = PcrSignerAddress },
            };

    private ProfileOutput ToOutput() => new()
    {
        Kind = OutputKind,
        OutFormat = OutFormat,
        ImageOptions = ImageDiskSize is null && EnrollKeys is null && Bootloader is null
            ? null
            : new ImageOptions
            {
                DiskSizeBytes = ImageDiskSize?.Bytes,
                IsDiskSizeExact = ImageDiskSize is not null,
                SdBootEnrollKeys = EnrollKeys,
                Bootloader = Bootloader,
            },
        IsoOptions = EnrollKeys is null && Bootloader is null
            ? null
            : new IsoOptions { SdBootEnrollKeys = EnrollKeys, Bootloader = Bootloader },
    };

    private static ProfileInput AllowPlainHttp(ProfileInput input) => input with
    {
        BaseInstaller = (input.BaseInstaller ?? new()) with { ForceInsecure = true },
        ImageCache = input.ImageCache is { } cache ? cache with { ForceInsecure = true } : null,
        SystemExtensions = input.SystemExtensions is { } extensions
            ? [.. extensions.Select(extension => extension with { ForceInsecure = true })]
            : null,
    };

    private static ContainerAsset? ToAsset(string? reference) =>
        reference is null ? null : new ContainerAsset { ImageRef = reference };

    private static IReadOnlyList<T>? ListOrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;
}
