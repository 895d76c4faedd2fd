using Imager.Build.Make;

namespace Imager.Build;

/// <summary>Every variable there is. To add one: add it here, to <see cref="All"/>, and a typed member to BuildContext.</summary>
public static class BuildVariables
{
    public static readonly Variable Arch = new("ARCH", "amd64", "architecture: amd64 or arm64")
    {
        IsRecorded = true,
        // As in make's ":=": kernel developers have ARCH=x86 in their environment.
        EnvironmentNames = [],
    };

    public static readonly Variable Platform = new("PLATFORM", "", "platforms, separated by commas: linux/amd64,linux/arm64")
    {
        IsRecorded = true,
        DefaultText = "linux/$ARCH",
    };

    public static readonly Variable Suite = new("SUITE", "trixie", "Debian suite that kernel and tools are taken from") { IsRecorded = true };

    public static readonly Variable DebianMirror = new("DEBIAN_MIRROR", "", "Debian mirror, for example http://mirror.example/debian")
    {
        DefaultText = "from the host's apt configuration",
    };

    public static readonly Variable DebianSecurityMirror = new(
        "DEBIAN_SECURITY_MIRROR", "", "Debian security mirror; left out when only DEBIAN_MIRROR is set")
    {
        DefaultText = "from the host's apt configuration",
    };

    public static readonly Variable ExtraModules = new(
        "EXTRA_MODULES", "", "more kernel modules for the initramfs, separated by blanks")
    { IsRecorded = true };

    public static readonly Variable KernelFlavour = new("KERNEL_FLAVOUR", "", "Debian kernel flavour: amd64, cloud-amd64, rt-amd64, ...")
    {
        IsRecorded = true,
        DefaultText = "$ARCH",
    };

    public static readonly Variable KernelSource = new(
        "KERNEL_SOURCE", "", "compile the kernel: debian, a folder, a tar, or URL#sha256=HEX of a tar")
    {
        DefaultText = "none: Debian's prebuilt kernel",
    };

    public static readonly Variable PkgKernel = new(
        "PKG_KERNEL", "", "take kernel and modules from a kernel image: REFERENCE, oci:FOLDER or tar:FILE")
    {
        DefaultText = "none",
    };

    public static readonly Variable ModuleSigningKey = new(
        "MODULE_SIGNING_KEY", "", "PEM file with RSA key and certificate, or ephemeral: a new key for each run")
    {
        DefaultText = "artifacts/keys/module-signing-key.pem, made when missing",
    };

    public static readonly Variable CheckSignature = new(
        "CHECK_SIGNATURE", "1", "module-NAME: 0 builds a module that the kernel will refuse, too");

    public static readonly Variable ModuleFolder = new("SRC", "", "module-NAME: folder with the module's source or its patch queue")
    {
        EnvironmentNames = [],
    };

    public static readonly Variable CompareWith = new(
        "COMPARE_WITH", "", "kernel-compare: the other kernel, a folder as artifacts/kernel-ARCH, REFERENCE, oci:FOLDER or tar:FILE")
    {
        EnvironmentNames = [],
    };

    public static readonly Variable X8664Level = new(
        "X86_64_LEVEL", "", "x86-64 level of compiled code: v1, v2, v3 or v4 (kernels from KERNEL_SOURCE)")
    {
        DefaultText = "v1: every processor",
    };

    public static readonly Variable GoAmd64 = new("GOAMD64", "", "the familiar name of X86_64_LEVEL")
    {
        DefaultText = "$X86_64_LEVEL",
    };

    public static readonly Variable WithDebug = new(
        "WITH_DEBUG", "0", "1: kernel checks and messages (kernel/debug.config), and an initramfs that traces its probe");

    public static readonly Variable WithRace = new(
        "WITH_RACE", "0", "1: a compiled kernel with the race detector KCSAN (kernel/race.config); slow");

    public static readonly Variable CompilerCache = new("CCACHE", "1", "0: compile kernels without the engine's ccache");

    public static readonly Variable InitramfsCompression = new(
        "INITRAMFS_COMPRESSION", "xz", "xz or zstd: what is in artifacts/initramfs-ARCH.xz, whose name stays");

    public static readonly Variable SourceDateEpoch = new(
        "SOURCE_DATE_EPOCH", "", "the one date in all outputs, seconds since 1970")
    {
        IsRecorded = true,
        DefaultText = Imager.Core.SourceDateEpoch.Default.Seconds.ToString(),
    };

    public static readonly Variable ImagerArgs = new(
        "IMAGER_ARGS", "", "arguments of the imager for iso, metal and image-NAME, as on its command line")
    { IsRecorded = true };

    public static readonly Variable Engine = new("ENGINE", "", "BuildKit engine: unix:///path, tcp://host:port")
    {
        EnvironmentNames = ["ENGINE", "DOCKER_HOST"],
        DefaultText = "the default socket, else an installed dockerd",
    };

    public static readonly Variable Builder = new(
        "BUILDER", "", "BuildKit instead of ENGINE, one or one per platform: tcp://host:port or amd64=unix:///path,arm64=docker-container://NAME")
    {
        DefaultText = "ENGINE builds for all platforms",
    };

    public static readonly Variable BuilderTls = new(
        "BUILDER_TLS", "", "folder with ca.pem, cert.pem and key.pem for builders at tcp://");

    public static readonly Variable BuilderArch = new(
        "BUILDER_ARCH", "", "processor of the builders: amd64, arm64, or native when each has the one it builds for")
    {
        DefaultText = "this machine's",
    };

    public static readonly Variable CacheFrom = new(
        "CACHE_FROM", "", "shared build caches to read, separated by blanks: type=registry,ref=HOST/NAME or type=local,src=FOLDER");

    public static readonly Variable CacheTo = new(
        "CACHE_TO", "", "where to leave the build cache: type=registry,ref=HOST/NAME or type=local,dest=FOLDER");

    public static readonly Variable RegistryMirrors = new(
        "REGISTRY_MIRRORS", "", "registries to ask first: HOST=MIRROR[/PATH],...; http:// before a mirror means plain HTTP");

    public static readonly Variable Install = new("INSTALL", "", "install missing Debian packages by apt (needs root): 1 or 0")
    {
        DefaultText = "1 for root and when CI=true, else 0",
    };

    public static readonly Variable Ci = new("CI", "", "true, or any other word but 0, false and no: locked restore, missing packages are installed");

    public static readonly Variable RequireOracles = new(
        "IMAGER_REQUIRE_ORACLES", "", "1: a test whose outside tool is missing fails instead of being skipped");

    public static readonly Variable NoCache = new("NO_CACHE", "0", "1: the engine runs every recipe step again");

    public static readonly Variable HttpProxy = Proxy("http_proxy", "HTTP_PROXY");

    public static readonly Variable HttpsProxy = Proxy("https_proxy", "HTTPS_PROXY");

    public static readonly Variable NoProxy = Proxy("no_proxy", "NO_PROXY");

    public static readonly Variable Tag = new("TAG", "", "version of what is built, for example v1.2.3")
    {
        IsRecorded = true,
        DefaultText = "the version in Directory.Build.props",
    };

    public static readonly Variable TagSuffix = new("TAG_SUFFIX", "", "added to the tag of container images, for example -debug") { IsRecorded = true };

    public static readonly Variable Push = new("PUSH", "0", "1: container images go to the registry too");

    public static readonly Variable Registry = new("REGISTRY", "ghcr.io", "registry of container images; loopback is spoken to by plain HTTP");

    public static readonly Variable ImageRegistry = new("IMAGE_REGISTRY", "", "registry in the names of container images")
    {
        DefaultText = "$REGISTRY",
    };

    /// <remarks>Shells set USERNAME to the person's login: from the environment it would silently rename every image.</remarks>
    public static readonly Variable UserName = new("USERNAME", "siderolabs", "organisation in the names of container images")
    {
        EnvironmentNames = [],
    };

    public static readonly Variable InstallerArch = new(
        "INSTALLER_ARCH", "all", "boot assets in the imager image: all, targetarch (each image its own), amd64 or arm64")
    { IsRecorded = true };

    public static readonly Variable Filter = new("FILTER", "", "test: which tests, as in dotnet test --filter");

    public static readonly Variable Fix = new("FIX", "0", "format: 1 rewrites the files instead of only checking them");

    public static readonly Variable Image = new("IMAGE", "", "boot: the file to boot")
    {
        EnvironmentNames = [],
        DefaultText = "artifacts/metal-$ARCH.iso",
    };

    public static readonly Variable Firmware = new("FIRMWARE", "uefi", "boot: uefi or bios");

    public static readonly Variable Attach = new("ATTACH", "", "boot: cdrom, virtio, nvme or usb")
    {
        DefaultText = "cdrom for .iso, else virtio",
    };

    public static readonly Variable Memory = new("MEMORY", "1024", "boot: memory of the machine in MiB");

    public static readonly Variable Timeout = new("TIMEOUT", "600", "boot: seconds until the machine is stopped")
    {
        EnvironmentNames = [],
    };

    public static readonly Variable Jobs = new("JOBS", "", "tasks at a time")
    {
        DefaultText = "processors of this machine",
    };

    public static readonly Variable Verbose = new("V", "0", "1: more output");

    public static readonly Variable CosignKey = new("COSIGN_KEY", "", "sign-images: private key file or key service address of cosign")
    {
        DefaultText = "keyless: the identity of the CI job or person",
    };

    public static readonly Variable CosignLog = new("COSIGN_TLOG", "1", "sign-images: 0 keeps signatures out of the public transparency log");

    public static readonly Variable CosignArgs = new("COSIGN_ARGS", "", "sign-images: more arguments of cosign sign, for example --annotations=k=v");

    /// <summary>In the order in which <c>help</c> lists them.</summary>
    public static IReadOnlyList<Variable> All { get; } =
    [
        Arch, Platform, Suite, DebianMirror, DebianSecurityMirror, KernelFlavour, ExtraModules,
        KernelSource, PkgKernel, ModuleSigningKey, CheckSignature, ModuleFolder, X8664Level, GoAmd64, WithDebug, WithRace,
        CompilerCache, InitramfsCompression, CompareWith,
        SourceDateEpoch, ImagerArgs, Tag, TagSuffix, Push, Registry, ImageRegistry, UserName, InstallerArch,
        Engine, Builder, BuilderTls, BuilderArch, CacheFrom, CacheTo, RegistryMirrors, NoCache,
        CosignKey, CosignLog, CosignArgs,
        HttpProxy, HttpsProxy, NoProxy, Install, Ci,
        Image, Firmware, Attach, Memory, Timeout, Filter, RequireOracles, Fix, Jobs, Verbose,
    ];

    private static Variable Proxy(string name, string upperCaseName) =>
        new(name, "", "passed on to recipes and downloads") { EnvironmentNames = [name, upperCaseName] };
}
