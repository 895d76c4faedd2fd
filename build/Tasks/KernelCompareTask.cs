using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Build.Kernels;
using Imager.Build.Reproducibility;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel-compare")]
[TaskDescription("Compares the kernel (KERNEL_SOURCE or PKG_KERNEL) with COMPARE_WITH, without signatures when the keys are two.")]
[IsDependentOn(typeof(KernelTask))]
public sealed class KernelCompareTask : BuildTask
{
    protected override void Check(BuildContext context)
    {
        if (context.Kernel.IsPrebuilt || context.Variables[BuildVariables.CompareWith].Length == 0)
        {
            throw new InvalidInputException(
                "IMG2671",
                "kernel-compare needs two kernels: KERNEL_SOURCE=debian (or PKG_KERNEL) for the one, COMPARE_WITH=REFERENCE, oci:FOLDER, tar:FILE or "
                + "a folder like artifacts/kernel-ARCH for the other.");
        }
    }

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var differences = 0;
        foreach (var architecture in context.Architectures)
        {
            var mine = new KernelFolder(context.Paths.KernelFolder(architecture));
            var scratch = Path.Combine(context.Paths.Cache, $"compare-{architecture}");
            var theirs = await OtherAsync(context, architecture, scratch, cancellationToken);
            var comparison = KernelComparison.Compare(mine, theirs, cancellationToken);
            foreach (var line in comparison.Lines)
            {
                context.Log.Information(line);
            }

            context.Log.Information($"kernel {architecture}: {comparison.Summary}");
            differences += comparison.Differences;
            Delete(scratch);
        }

        if (differences > 0)
        {
            throw new DependencyException(
                "IMG5421",
                $"{differences} files of the kernel differ from {context.Variables[BuildVariables.CompareWith]}; the lines above name them. Same SUITE, "
                + "KERNEL_SOURCE, X86_64_LEVEL, WITH_DEBUG, WITH_RACE and SOURCE_DATE_EPOCH?");
        }
    }

    private static async Task<KernelFolder> OtherAsync(
        BuildContext context, Architecture architecture, string scratch, CancellationToken cancellationToken)
    {
        var given = context.Variables[BuildVariables.CompareWith];
        var folder = context.Paths.FromCaller(given);
        if (!Directory.Exists(folder))
        {
            Delete(scratch);
            var image = KernelImageSource.Parse(given, context.Paths, BuildVariables.CompareWith.Name)!;
            var digest = await image.ResolveAsync(ContainerSettings.Registries(context), cancellationToken);
            await new KernelImageReader(context).ReadAsync(image, digest, architecture, scratch, cancellationToken);
            return new(scratch);
        }

        var ofArchitecture = Path.Combine(folder, $"kernel-{architecture}");
        return new(Directory.Exists(ofArchitecture) ? ofArchitecture : folder);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
