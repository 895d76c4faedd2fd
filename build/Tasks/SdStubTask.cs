using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("sd-stub")]
[TaskDescription("Takes systemd's EFI stub out of Debian's package: artifacts/sd-stub-ARCH.efi.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class SdStubTask : RecipeTask
{
    protected override string Target => "sd-stub-out";

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.SdStub(architecture)];
}
