using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("packages")]
[TaskDescription("Fetches the Debian packages that recipes start from; --force asks the mirror for newer ones.")]
public sealed class PackagesTask : ChainedStepTask
{
    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => new[] { NewStep(context, architecture) });

    protected override void Check(BuildContext context) => context.Recipes.Check();

    private static Step NewStep(BuildContext context, Architecture architecture)
    {
        var suite = context.Variables[BuildVariables.Suite];
        var folder = context.Paths.Seed(suite, architecture);
        var seed = new DebianSeed(context);
        return new()
        {
            Name = $"packages {suite} {architecture}",
            InputFiles = seed.FilesOf("make-seed.sh"),
            InputValues = seed.Values,
            Outputs = [folder],
            MakeAsync = (staging, cancellationToken) => seed.RunAsync(
                "make-seed.sh",
                [staging.For(folder)],
                new()
                {
                    ["ARCHES"] = architecture.Name,
                    ["SEED_ARCH"] = context.BuilderArchitecture(architecture),
                    ["KERNEL_FLAVOUR"] = context.Variables[BuildVariables.KernelFlavour],
                },
                cancellationToken),
        };
    }
}
