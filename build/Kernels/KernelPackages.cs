using Cake.Core.Diagnostics;
using Imager.Build.Processes;
using Imager.Build.Recipes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Fetches compilers, headers and kernel sources before any recipe runs.</summary>
internal sealed class KernelPackages(BuildContext context)
{
    private const string SourceFolderName = "source";
    private const string Script = "make-kernel-seed.sh";

    private readonly DebianSeed seed = new(context);

    private string Suite => context.Variables[BuildVariables.Suite];

    /// <summary>The toolchain, and the headers of Debian's prebuilt kernel.</summary>
    public Step Compiler(Architecture architecture)
    {
        var folder = context.Paths.CompilerSeed(Suite, architecture);
        var kernelSeed = SeedFolder.PackageList(context.Paths.Seed(Suite, architecture));
        return new()
        {
            Name = $"packages compile {Suite} {architecture}",
            InputFiles = [.. seed.FilesOf(Script), Path.Combine(context.Paths.Recipes, "kernel", "toolchain.txt"), kernelSeed],
            InputValues = seed.Values,
            Outputs = [folder],
            MakeAsync = (staging, cancellationToken) =>
            {
                var (release, version) = PrebuiltKernel(kernelSeed, architecture);
                return seed.RunAsync(
                    Script,
                    ["tools", staging.For(folder)],
                    new()
                    {
                        ["ARCH"] = architecture.Name,
                        ["SEED_ARCH"] = context.BuilderArchitecture(architecture),
                        ["KERNEL_RELEASE"] = release,
                        ["KERNEL_VERSION"] = version,
                    },
                    cancellationToken);
            },
        };
    }

    /// <summary>The source as one archive in a folder.</summary>
    public Step Source(KernelSource source) => source switch
    {
        KernelSource.Debian => SourceStep(source, seed.FilesOf(Script), seed.Values, (folder, token) =>
            seed.RunAsync(Script, ["source", folder], [], token)),
        KernelSource.Download download => SourceStep(source, [], [], (folder, token) =>
            KernelDownload.FetchAsync(download, Path.Combine(folder, SourceFolderName), context.Proxies, context.Log.Information, token)),
        KernelSource.Archive archive => SourceStep(source, [archive.Path], [], (folder, token) =>
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, SourceFolderName)).FullName;
            File.Copy(archive.Path, Path.Combine(target, Path.GetFileName(archive.Path)));
            return Task.CompletedTask;
        }),
        KernelSource.Folder tree => SourceStep(source, [], [], (folder, token) => PackAsync(tree.Path, folder, token)) with
        {
            LargeFolders = [tree.Path],
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Where <see cref="Source"/> leaves the archive, alone.</summary>
    public string SourceFolder(KernelSource source) => Path.Combine(SourceRoot(source), SourceFolderName);

    private static async Task PackAsync(string tree, string folder, CancellationToken cancellationToken)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, SourceFolderName)).FullName;
        await ToolProcess.RunCheckedAsync(
            new("tar", ["-c", "--exclude=./.git", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner",
                "-f", Path.Combine(target, "linux.tar"), "-C", tree, "."]),
            _ => { },
            cancellationToken);
    }

    /// <summary>Release and package version of the kernel that was fetched: <c>linux-image-RELEASE_VERSION_ARCH.deb</c>.</summary>
    private static (string Release, string Version) PrebuiltKernel(string packageList, Architecture architecture)
    {
        var prefix = $"{architecture}/kernel/linux-image-";
        var names = File.ReadLines(packageList).Select(line => line.Split(' ')[^1])
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal));
        return names.FirstOrDefault()?[prefix.Length..].Split('_') is [var release, var version, _]
            ? (release, version)
            : throw new DependencyException(
                "IMG5402", $"{packageList} names no kernel for {architecture}. Fetch the packages again: ./build.sh packages --force");
    }

    private Step SourceStep(
        KernelSource source,
        IReadOnlyList<string> inputs,
        Dictionary<string, string> values,
        Func<string, CancellationToken, Task> make)
    {
        var folder = SourceRoot(source);
        return new()
        {
            Name = $"kernel {Path.GetFileName(folder)}",
            InputFiles = inputs,
            InputValues = new Dictionary<string, string>(values) { [BuildVariables.KernelSource.Name] = source.ToString() },
            Outputs = [folder],
            MakeAsync = (staging, cancellationToken) => make(staging.For(folder), cancellationToken),
        };
    }

    private string SourceRoot(KernelSource source) => context.Paths.KernelSource(source switch
    {
        KernelSource.Debian => Suite,
        KernelSource.Download download => download.Sha256[..16],
        KernelSource.Archive => "archive",
        _ => "folder",
    });
}
