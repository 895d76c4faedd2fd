using Cake.Frosting;
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
            using var other = await OtherKernel.OpenAsync(context, architecture, cancellationToken);
            var mine = new KernelFolder(context.Paths.KernelFolder(architecture));
            differences += KernelComparison.Report(context, architecture, mine, other.Folder, cancellationToken).Differences;
        }

        if (differences > 0)
        {
            throw new DependencyException(
                "IMG5421",
                $"{differences} files of the kernel differ from {context.Variables[BuildVariables.CompareWith]}; the lines above name them. Same SUITE, "
                + "KERNEL_SOURCE, X86_64_LEVEL, WITH_DEBUG, WITH_RACE and SOURCE_DATE_EPOCH?");
        }
    }
}
