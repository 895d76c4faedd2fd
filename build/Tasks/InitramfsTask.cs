using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("initramfs")]
[TaskDescription("Makes the reference OS: artifacts/initramfs-ARCH.xz.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class InitramfsTask : RecipeTask
{
    protected override string Target => "initramfs-out";

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.Initramfs(architecture)];

    protected override IReadOnlyDictionary<string, string> Arguments(BuildContext context) => new Dictionary<string, string>
    {
        [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
        [BuildVariables.ExtraModules.Name] = context.Variables[BuildVariables.ExtraModules],
    };
}
