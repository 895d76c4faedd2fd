using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Reproducibility;

/// <summary>Two builds of the same sources and packages in two folders and surroundings, and what differs between them.</summary>
public sealed class BuildPair
{
    private readonly BuildContext context;
    private readonly string work;
    private readonly SecondBuild first;
    private readonly SecondBuild second;

    public BuildPair(BuildContext context)
    {
        this.context = context;
        work = Path.Combine(context.Paths.Cache, "twice");
        first = new(context, Path.Combine(work, "a"));
        second = new(context, Path.Combine(work, "elsewhere", "b"));
    }

    /// <summary>Builds twice, without any cache.</summary>
    public async Task RunAsync(IReadOnlyList<string> targets, CancellationToken cancellationToken)
    {
        await first.RunAsync(targets, SecondBuild.Usual, cancellationToken);
        await second.RunAsync(targets, SecondBuild.Unusual, cancellationToken);
    }

    /// <summary>Kernels file by file, without signatures where the keys are two.</summary>
    /// <exception cref="DependencyException">More than the key differs.</exception>
    public void CompareKernels(CancellationToken cancellationToken)
    {
        foreach (var architecture in context.Architectures)
        {
            var comparison = KernelComparison.Report(context, architecture, first.Kernel(architecture), second.Kernel(architecture), cancellationToken);
            if (comparison.Differences > 0)
            {
                throw new DependencyException(
                    "IMG5422",
                    $"kernel {architecture}: {comparison.Differences} of {comparison.Files} files differ between two builds of the same inputs, signatures "
                    + $"aside; the lines above name them. Both results are in {context.Paths.Show(work)}.");
            }
        }
    }

    /// <summary>Everything that both made, bit for bit.</summary>
    /// <exception cref="DependencyException">Something differs.</exception>
    public void CompareFiles(CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(work, "scratch")).FullName;
        var comparison = ArtifactComparison.Compare(first.Artifacts, second.Artifacts, scratch, cancellationToken);
        foreach (var line in comparison.Lines)
        {
            context.Log.Information(line);
        }

        if (comparison.Differences > 0)
        {
            throw new DependencyException(
                "IMG5420",
                $"{comparison.Differences} of {comparison.Files} files differ between two builds of the same inputs; the lines above say "
                + $"where. Both results are in {context.Paths.Show(work)}.");
        }

        context.Log.Information($"{comparison.Files} files, all equal");
    }

    /// <summary>Frees the space; after a difference the results are better kept.</summary>
    public void Delete() => Directory.Delete(work, recursive: true);
}
