using System.Text.RegularExpressions;
using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("module-%")]
[TaskDescription("Compiles and signs the kernel module in SRC=FOLDER, as a system extension: artifacts/module-NAME-ARCH.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed partial class ModuleTask(string name) : ChainedStepTask
{
    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context)
    {
        var folder = FindFolder(context);
        var steps = new KernelSteps(context, context.Kernel);
        return context.Architectures.Select(architecture => steps.ModuleWithNeeds(name, folder, architecture));
    }

    protected override void Check(BuildContext context) => FindFolder(context);

    protected override Task ResolveAsync(BuildContext context, CancellationToken cancellationToken) => context.KernelImage.GetAsync(cancellationToken);

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken)
    {
        context.SigningKeys.Get();
        return KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);
    }

    private string FindFolder(BuildContext context)
    {
        var given = context.Variables[BuildVariables.ModuleFolder];
        if (!NamePattern().IsMatch(name))
        {
            throw new InvalidInputException(
                "IMG2651", $"module-{name}: \"{name}\" is no name for an extension; use lower-case letters, digits and '-'.");
        }

        var folder = context.Paths.FromCaller(given.Length == 0 ? "." : given);
        return given.Length > 0 && Directory.Exists(folder)
            ? folder
            : throw new InvalidInputException(
                "IMG2652",
                given.Length == 0
                    ? $"module-{name}: which one? Add SRC=FOLDER with a Makefile or patches, for example SRC=examples/hello-module."
                    : $"module-{name}: SRC={given} is no folder ({folder}).");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]*$")]
    private static partial Regex NamePattern();
}
