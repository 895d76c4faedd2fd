using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel")]
[TaskDescription("Takes the kernel out of Debian's package: artifacts/vmlinuz-ARCH.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelTask : RecipeTask
{
    protected override string Target => "kernel-out";

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.Vmlinuz(architecture), paths.KernelRelease(architecture)];
}
