using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("sd-boot")]
[TaskDescription("Takes systemd-boot out of Debian's package: artifacts/sd-boot-ARCH.efi.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class SdBootTask : RecipeTask
{
    protected override string Target => "sd-boot-out";

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.SdBoot(architecture)];
}
