using Imager.Core;

namespace Imager.Build;

/// <summary>The only place that knows where things are. Every member is an absolute path.</summary>
/// <remarks><paramref name="root"/> is the repository; <paramref name="callerDirectory"/> the folder of the person's shell.</remarks>
public sealed class BuildPaths(string root, string callerDirectory)
{
    /// <summary>The repository that build.sh stands in, or the one around the working directory.</summary>
    /// <exception cref="HostEnvironmentException">There is none.</exception>
    public static BuildPaths Find(Func<string, string?> environment)
    {
        var caller = Environment.CurrentDirectory;
        var root = environment("IMAGER_ROOT");
        for (var folder = caller; root is null && folder is not null; folder = Path.GetDirectoryName(folder))
        {
            root = File.Exists(Path.Combine(folder, "Imager.sln")) ? folder : null;
        }

        return root is null
            ? throw new HostEnvironmentException(
                "IMG4301", $"no repository around {caller}. Start this program by ./build.sh.")
            : new(root, caller);
    }

    public string Root => root;

    public string Solution => Path.Combine(root, "Imager.sln");

    public string Sources => Path.Combine(root, "src");

    public string Tests => Path.Combine(root, "tests");

    public string Profiles => Path.Combine(root, "profiles");

    public string Recipes => Path.Combine(root, "build", "Recipes");

    public string CliProject => Path.Combine(root, "src", "Imager.Cli", "Imager.Cli.csproj");

    /// <summary>Files above all projects that change what the compiler does.</summary>
    public IReadOnlyList<string> SharedProjectFiles =>
    [
        Path.Combine(root, "Directory.Build.props"),
        Path.Combine(root, "Directory.Packages.props"),
        Path.Combine(root, "global.json"),
        Path.Combine(root, ".editorconfig"),
        Path.Combine(root, "BannedSymbols.txt"),
    ];

    public string Artifacts => Path.Combine(root, "artifacts");

    public string Cache => Path.Combine(Artifacts, ".cache");

    public string Stamps => Path.Combine(Cache, "stamps");

    public string Locks => Path.Combine(Cache, "locks");

    public string Staging => Path.Combine(Cache, "staging");

    public string Engine => Path.Combine(Cache, "engine");

    /// <summary>Debian packages of one suite and architecture, as base/make-seed.sh lays them out.</summary>
    public string Seed(string suite, Architecture architecture) => Path.Combine(Cache, "seed", $"{suite}-{architecture}");

    /// <summary>Programs for tests, in <c>bin</c>.</summary>
    public string FetchedTools => Path.Combine(Cache, "tools");

    /// <summary>A buildkitd and its buildctl for tests.</summary>
    public string TestBuildkitd => Path.Combine(Cache, "buildkitd");

    /// <summary>Debian packages that compile kernels and modules, as base/make-kernel-seed.sh lays them out.</summary>
    public string CompilerSeed(string suite, Architecture architecture) => Path.Combine(Cache, "seed", $"{suite}-{architecture}-compile");

    /// <summary>A folder with the one archive of kernel source in <c>source/</c>; <paramref name="name"/> says which.</summary>
    public string KernelSource(string name) => Path.Combine(Cache, "seed", $"source-{name}");

    /// <summary>Keys that have to be kept; clean does.</summary>
    public string Keys => Path.Combine(Artifacts, "keys");

    public string SigningKey => Path.Combine(Keys, "module-signing-key.pem");

    /// <summary>A kernel that was compiled or taken from an image, with all that belongs to it.</summary>
    public string KernelFolder(Architecture architecture) => Path.Combine(Artifacts, $"kernel-{architecture}");

    /// <summary>The example of an out-of-tree kernel module.</summary>
    public string HelloModule => Path.Combine(root, "examples", "hello-module");

    /// <summary>A kernel module as a system extension.</summary>
    public string Module(string name, Architecture architecture) => Path.Combine(Artifacts, $"module-{name}-{architecture}");

    /// <summary>The kernel's modules that the initramfs does not have.</summary>
    public string ModulesNotShipped(Architecture architecture) => Path.Combine(Artifacts, $"modules-not-shipped-{architecture}.txt");

    /// <summary>The configuration that a kernel is compiled with, before fragments.</summary>
    public string KernelConfiguration(Architecture architecture) => Path.Combine(Recipes, "kernel", $"config-{architecture}");

    /// <summary>Blobs of container images, by digest.</summary>
    public string Blobs => Path.Combine(Cache, "blobs");

    public string Logs => Path.Combine(Artifacts, "logs");

    /// <summary>The compiled build program, one folder per state of its sources; written by build.sh.</summary>
    public string Host => Path.Combine(Cache, "host");

    public string DotnetOutput => Path.Combine(Artifacts, ".dotnet");

    public string Bin => Path.Combine(Artifacts, "bin");

    public string Packages => Path.Combine(Artifacts, "packages");

    public string TestResults => Path.Combine(Artifacts, "test-results");

    public string Vmlinuz(Architecture architecture) => Path.Combine(Artifacts, $"vmlinuz-{architecture}");

    public string KernelRelease(Architecture architecture) => Path.Combine(Artifacts, $"kernel-release-{architecture}");

    /// <summary>The folder of GRUB images; build/Recipes/README.md says what is in it.</summary>
    public string Grub(Architecture architecture) => Path.Combine(Artifacts, $"grub-{architecture}");

    public string Initramfs(Architecture architecture) => Path.Combine(Artifacts, $"initramfs-{architecture}.xz");

    public string SdBoot(Architecture architecture) => Path.Combine(Artifacts, $"sd-boot-{architecture}.efi");

    public string SdStub(Architecture architecture) => Path.Combine(Artifacts, $"sd-stub-{architecture}.efi");

    public string Iso(Architecture architecture) => Path.Combine(Artifacts, $"metal-{architecture}.iso");

    /// <summary>C library, libssl and certificates for containers, as container-root-out exports them.</summary>
    public string ContainerRoot(Architecture architecture) => Path.Combine(Cache, $"container-root-{architecture}");

    /// <summary>The imager command with its own runtime.</summary>
    public string StandaloneCli(Architecture architecture) => Path.Combine(Cache, $"imager-{architecture}");

    /// <summary>A container image as OCI layout, all platforms in it.</summary>
    public string ContainerLayout(string name) => Path.Combine(Artifacts, "oci", name);

    /// <summary>A container image for <c>docker load</c>.</summary>
    public string ContainerArchive(string name, Architecture architecture) => Path.Combine(Artifacts, $"{name}-{architecture}.tar");

    /// <summary>What the last run made, for machines.</summary>
    public string Results => Path.Combine(Artifacts, "build.json");

    /// <summary>Everything that a release publishes.</summary>
    public string Release => Path.Combine(Artifacts, "release");

    /// <summary>A path that a person typed: relative ones start where the person is.</summary>
    public string FromCaller(string path) => Path.GetFullPath(path, callerDirectory);

    /// <summary>How a path is shown to people: relative to the repository when inside it.</summary>
    public string Show(string path) => IsBelow(path, root) ? Path.GetRelativePath(root, path) : path;

    /// <summary>Whether a path is inside a folder.</summary>
    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
