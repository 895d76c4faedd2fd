using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Reproducibility;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("reproducibility-test")]
[TaskDescription("Builds everything twice, in other folders and without any cache, and says which file differs and where.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class ReproducibilityTestTask : BuildTask
{
    private static readonly string[] Targets = ["all", "metal-uki", "installer-base", "installer", "imager"];

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var work = Path.Combine(context.Paths.Cache, "twice");
        var (first, second) = (new SecondBuild(context, Path.Combine(work, "a")), new SecondBuild(context, Path.Combine(work, "elsewhere", "b")));
        var targets = Targets.Select(target => target == "metal-uki" ? "image-metal-uki" : target).ToList();
        await first.RunAsync(targets, SecondBuild.Usual, cancellationToken);
        await second.RunAsync(targets, SecondBuild.Unusual, cancellationToken);
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
        Directory.Delete(work, recursive: true);
    }
}
