using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("grub")]
[TaskDescription("Makes GRUB's boot images for BIOS and UEFI: artifacts/grub-ARCH/.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class GrubTask : RecipeTask
{
    protected override string Target => "grub-out";

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.Grub(architecture)];
}
