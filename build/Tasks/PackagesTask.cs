using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("packages")]
[TaskDescription("Fetches the Debian packages that recipes start from; --force asks the mirror for newer ones.")]
public sealed class PackagesTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => NewStep(context, architecture));

    private static Step NewStep(BuildContext context, Architecture architecture)
    {
        var suite = context.Variables[BuildVariables.Suite];
        var seed = context.Paths.Seed(suite, architecture);
        var scripts = Path.Combine(context.Paths.Recipes, "base");
        return new()
        {
            Name = $"packages {suite} {architecture}",
            InputFiles = [Path.Combine(scripts, "make-seed.sh"), Path.Combine(scripts, "toolchain.txt")],
            InputValues = new[]
            {
                BuildVariables.Suite, BuildVariables.DebianMirror, BuildVariables.DebianSecurityMirror, BuildVariables.KernelFlavour,
            }.ToDictionary(variable => variable.Name, variable => context.Variables[variable]),
            Outputs = [seed],
            MakeAsync = (staging, cancellationToken) =>
                FetchAsync(context, architecture, staging.For(seed), cancellationToken),
        };
    }

    private static async Task FetchAsync(
        BuildContext context, Architecture architecture, string folder, CancellationToken cancellationToken)
    {
        await new PackageInstaller(context).EnsureAsync([DebianPackage.ArchiveKeyring], required: true, cancellationToken);
        var mirrors = await DetectMirrorsAsync(context, cancellationToken);
        var call = Script(
            context,
            "make-seed.sh",
            [folder, context.Variables[BuildVariables.Suite], mirrors["DEBIAN_MIRROR"]],
            new()
            {
                ["DEBIAN_SECURITY_MIRROR"] = mirrors["DEBIAN_SECURITY_MIRROR"],
                ["ARCHES"] = architecture.Name,
                ["KERNEL_FLAVOUR"] = context.Variables[BuildVariables.KernelFlavour],
            });
        await ToolProcess.RunCheckedAsync(call, context.Log.Information, cancellationToken);
    }

    /// <summary>Where the host's apt gets Debian from, unless variables say otherwise.</summary>
    private static async Task<Dictionary<string, string>> DetectMirrorsAsync(
        BuildContext context, CancellationToken cancellationToken)
    {
        var given = new[] { BuildVariables.DebianMirror, BuildVariables.DebianSecurityMirror }
            .Where(variable => context.Variables[variable].Length > 0)
            .ToDictionary(variable => variable.Name, variable => context.Variables[variable]);
        var lines = new List<string>();
        await ToolProcess.RunCheckedAsync(Script(context, "detect-mirror.sh", [], given), lines.Add, cancellationToken);
        return lines.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static ToolCall Script(
        BuildContext context, string name, IReadOnlyList<string> arguments, Dictionary<string, string> environment) =>
        new("sh", [Path.Combine(context.Paths.Recipes, "base", name), .. arguments])
        {
            Environment = environment.Concat(context.ProxyEnvironment).ToDictionary(),
        };
}
