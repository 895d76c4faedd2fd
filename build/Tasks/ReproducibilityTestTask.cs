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
    /// <summary>Boot assets come with the images; the command comes with the containers.</summary>
    private static readonly string[] Targets = ["iso", "metal", "image-metal-uki", "installer-base", "installer", "imager"];

    private static readonly string[] KernelOnly = ["kernel"];

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var work = Path.Combine(context.Paths.Cache, "twice");
        var (first, second) = (new SecondBuild(context, Path.Combine(work, "a")), new SecondBuild(context, Path.Combine(work, "elsewhere", "b")));
        var eachHasItsKey = context.Kernel.Source is not null && context.SigningKeys.IsEphemeral;
        var targets = eachHasItsKey ? KernelOnly : Targets;
        await first.RunAsync(targets, SecondBuild.Usual, cancellationToken);
        await second.RunAsync(targets, SecondBuild.Unusual, cancellationToken);
        if (eachHasItsKey)
        {
            CompareKernels(context, first, second, cancellationToken);
        }
        else
        {
            CompareFiles(context, work, first, second, cancellationToken);
        }

        Directory.Delete(work, recursive: true);
    }

    /// <summary>Everything else holds the certificate or signed modules of a key that no longer exists.</summary>
    private static void CompareKernels(BuildContext context, SecondBuild first, SecondBuild second, CancellationToken cancellationToken)
    {
        context.Log.Warning(
            "MODULE_SIGNING_KEY=ephemeral: each build has a key of its own, so only the kernels are compared, without signatures. With a key in a file "
            + "everything can be compared.");
        foreach (var architecture in context.Architectures)
        {
            var comparison = KernelComparison.Compare(first.Kernel(architecture), second.Kernel(architecture), cancellationToken);
            foreach (var line in comparison.Lines)
            {
                context.Log.Information(line);
            }

            context.Log.Information($"kernel {architecture}: {comparison.Summary}");
            if (comparison.Differences > 0)
            {
                throw new DependencyException(
                    "IMG5422",
                    $"kernel {architecture}: {comparison.Differences} of {comparison.Files} files differ between two builds of the same inputs, signatures "
                    + "aside; the lines above name them.");
            }
        }
    }

    private static void CompareFiles(
        BuildContext context, string work, SecondBuild first, SecondBuild second, CancellationToken cancellationToken)
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
}
