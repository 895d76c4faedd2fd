using System.CommandLine;

namespace Imager.Arguments;

/// <summary>The options of a build: those of the Talos imager, old and new, with the same meaning, and our own.</summary>
public sealed class ImageOptionSet
{
    public Option<string?> Platform { get; } = new("--platform") { Description = "Platform the image runs on; overrides the profile's." };

    public Option<string?> Arch { get; } =
        Among(new Option<string?>("--arch") { Description = "amd64, arm64 or both with a comma; this machine's by default." }, "amd64", "arm64");

    public Option<string?> Base { get; } = new("--base")
    {
        Description = "Imager or installer image to take kernel, initramfs and boot programs from: REF, oci:DIR or tar:FILE.",
        HelpName = "IMAGE",
    };

    public Option<string?> BaseInstallerImage { get; } = new("--base-installer-image")
    {
        HelpName = "IMAGE",
        Description = "Image that an installer is made from: a reference, oci:FOLDER or tar:FILE.",
    };

    public Option<string?> Push { get; } = new("--push")
    {
        HelpName = "REF",
        Description = "Push the installer to a registry; several architectures become one index.",
    };

    public Option<string?> OciLayout { get; } = new("--oci-layout")
    {
        HelpName = "PATH",
        Description = "Also write the installer as an OCI layout: a folder, or a tar when PATH ends in .tar.",
    };

    public Option<string?> Board { get; } = new("--board") { Description = "Single-board computer (target versions up to 1.6)." };

    public Option<string?> ImageDiskSize { get; } = new("--image-disk-size")
    {
        Description = "Disk size, for example 8GiB or 10gb; used exactly, or refused with the arithmetic.",
    };

    public Option<string[]> ExtraKernelArg { get; } = Repeated("--extra-kernel-arg", "Kernel argument to add; -NAME removes one. Repeatable.");

    public Option<string[]> Meta { get; } = Repeated("--meta", "META value KEY=VALUE or KEY=@FILE, for example 0xa=@network.yaml. Repeatable.", "KEY=VALUE");

    public Option<string[]> SystemExtensionImage { get; } = Repeated(
        "--system-extension-image", "System extension: an image reference, a folder, tar:FILE or oci:FOLDER. Repeatable, in mount order.", "EXTENSION");

    public Option<string?> ExtensionChecks { get; } = Among(
        new Option<string?>("--extension-checks") { Description = "What the rules for extensions do: enforce (default), warn or off.", HelpName = "WHAT" },
        "enforce", "warn", "off");

    public Option<bool> NoModuleCheck { get; } = new("--no-module-check")
    {
        Description = "Do not compare kernel modules of extensions with the kernel (release, signature).",
    };

    public Option<string[]> ModuleCertificate { get; } = Repeated(
        "--module-certificate", "Certificate (DER or PEM) whose module signatures the kernel takes besides its own. Repeatable.", "FILE");

    public Option<string> Output { get; } = new("--output")
    {
        Description = "Folder for the results; created when missing. /out by default.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "/out",
    };

    public Option<string?> OutputKind { get; } = Among(
        new Option<string?>("--output-kind")
        {
            Description = "iso, image, installer, kernel, initramfs, uki or cmdline; overrides the profile's.",
        },
        "iso", "image", "installer", "kernel", "initramfs", "uki", "cmdline");

    public Option<string?> OutputFormat { get; } = Among(
        new Option<string?>("--output-format") { Description = "Packing: raw, .zst, .xz, .gz or .tar.gz; overrides the profile's." },
        "raw", ".zst", ".xz", ".gz", ".tar.gz");

    public Option<bool> TarToStdout { get; } = new("--tar-to-stdout") { Description = "Write a tar.gz of the results to standard output." };

    public Option<bool> Insecure { get; } = new("--insecure") { Description = "Allow plain http for base, extensions, base installer and image cache." };

    public Option<string?> ImageCache { get; } = new("--image-cache") { Description = "Image cache: a full reference, else an OCI layout folder." };

    public Option<string?> OverlayName { get; } = new("--overlay-name") { Description = "Overlay to use." };

    public Option<string?> OverlayImage { get; } = new("--overlay-image") { Description = "Image that holds the overlay." };

    public Option<string[]> OverlayOption { get; } = Repeated("--overlay-option", "Overlay option KEY=VALUE, KEY=@FILE or @FILE. Repeatable.", "KEY=VALUE");

    public Option<string?> EmbeddedConfigPath { get; } = new("--embedded-config-path") { Description = "Machine configuration to embed." };

    public Option<bool> IncludeWellKnownCerts { get; } = new("--secureboot-include-well-known-certs")
    {
        Description = "Enrol Microsoft's certificates too.",
    };

    public Option<string?> SecureBootSignerAddress { get; } = new("--secureboot-signer-address") { Description = "Remote signer, unix://PATH." };

    public Option<string?> PcrSignerAddress { get; } = new("--pcr-signer-address") { Description = "Remote PCR signer, unix://PATH." };

    public Option<string?> EnrollKeys { get; } = Among(
        new Option<string?>("--secureboot-enroll-keys")
        {
            Description = "When systemd-boot enrols the keys: if-safe, manual, force or off.",
            HelpName = "WHEN",
        },
        "if-safe", "manual", "force", "off");

    public Option<string?> TargetVersion { get; } = new("--target-version") { Description = "Target OS version, 1.6 to 1.15; 1.15.0 by default." };

    public Option<string?> Bootloader { get; } = Among(
        new Option<string?>("--bootloader") { Description = "dual-boot, sd-boot or grub; overrides the version's default." },
        "dual-boot", "sd-boot", "grub");

    public Option<string> Identity { get; } = new("--identity")
    {
        Description = "GUIDs of disk, partitions and file systems: fixed (the Talos imager's) or unique (from the content).",
        DefaultValueFactory = _ => "fixed",
    };

    public Option<string> NodeId { get; } = new("--node-id")
    {
        Description = "Goes into unique identities, so that equal images of two machines differ.",
        DefaultValueFactory = _ => string.Empty,
    };

    public Option<string?> Assets { get; } = new("--assets")
    {
        HelpName = "FOLDER",
        Description = "Folder with vmlinuz-<arch> and its siblings; $IMAGER_ASSETS, else where ./build.sh leaves them.",
    };

    public Option<string?> ProfilesDirectory { get; } = new("--profiles") { HelpName = "FOLDER", Description = "Folder of profile documents that add to the built-in ones." };

    public Option<bool> Plan { get; } = new("--plan") { Description = "Print what would be built, and build nothing." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the plan or the results as JSON on standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print errors and warnings only." };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Print the effective profile too, and the seconds since the start." };

    public Option<bool> Lenient { get; } = new("--lenient") { Description = "Read profiles as the Talos imager does: unknown keys are ignored." };

    public Option<bool> NoMetaValidation { get; } = new("--no-meta-validation") { Description = "Do not check the 0xa network document." };

    public Option<bool> Checksum { get; } = new("--checksum") { Description = "Also write FILE.sha256." };

    public Option<int?> CompressionLevel { get; } =
        NumberOption.Create("--compression-level", "Level of zst (1-19), xz (0-9) or gz (1-9).", 0, 19);

    public Option<int?> LongWindow { get; } = NumberOption.Create(
        "--long-window", "zst: how far back repetitions are found, as a power of two (10-27, 0 for the level's own).", 0, 27);

    public Option<int?> Threads { get; } = NumberOption.Create(
        "--threads", "Compression threads; all cores by default. Never changes the result.", 1, 1024);

    /// <summary>The options as help shows them; every option is in one group.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("What to build", [Platform, Arch, TargetVersion, OutputKind, OutputFormat, Board, ProfilesDirectory, Lenient, Plan]),
        new("What goes into it",
        [
            ExtraKernelArg, Meta, NoMetaValidation, SystemExtensionImage, ExtensionChecks, NoModuleCheck, ModuleCertificate, BaseInstallerImage,
            ImageCache, Insecure, EmbeddedConfigPath, OverlayName, OverlayImage, OverlayOption, Base, Assets,
        ]),
        new("Disk and boot", [ImageDiskSize, Bootloader, Identity, NodeId]),
        new("Secure Boot", [IncludeWellKnownCerts, SecureBootSignerAddress, PcrSignerAddress, EnrollKeys]),
        new("Results", [Output, TarToStdout, Push, OciLayout, Checksum, CompressionLevel, LongWindow, Threads, Json, Quiet, Verbose]),
    ];

    /// <summary>Every option.</summary>
    public IEnumerable<Option> All => Groups.SelectMany(group => group.Options);

    private static Option<T> Among<T>(Option<T> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        return option;
    }

    private static Option<string[]> Repeated(string name, string description, string? valueName = null) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };
}
