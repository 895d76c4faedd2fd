using Cake.Core.Diagnostics;
using Imager.Build.Make;

namespace Imager.Build.Processes;

/// <summary>Runs the scripts in <c>build/Recipes/base</c> that fetch and verify Debian packages.</summary>
internal sealed class DebianSeed(BuildContext context)
{
    private static readonly Variable[] Variables =
    [
        BuildVariables.Suite, BuildVariables.DebianMirror, BuildVariables.DebianSecurityMirror, BuildVariables.KernelFlavour,
        BuildVariables.BuilderArch,
    ];

    /// <summary>The files that decide what a script fetches, besides variables.</summary>
    public IReadOnlyList<string> FilesOf(string script) =>
        [Path.Combine(Folder, script), Path.Combine(Folder, "apt.sh"), Path.Combine(Folder, "toolchain.txt")];

    /// <summary>The variables that decide what is fetched.</summary>
    public Dictionary<string, string> Values => Variables.ToDictionary(variable => variable.Name, variable => context.Variables[variable]);

    private string Folder => Path.Combine(context.Paths.Recipes, "base");

    /// <summary>Runs a script with <paramref name="arguments"/>, then suite and mirror.</summary>
    public async Task RunAsync(
        string script, IReadOnlyList<string> arguments, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await new PackageInstaller(context).EnsureAsync([DebianPackage.ArchiveKeyring], required: true, cancellationToken);
        var mirrors = await DetectMirrorsAsync(cancellationToken);
        environment["DEBIAN_SECURITY_MIRROR"] = mirrors["DEBIAN_SECURITY_MIRROR"];
        var call = Script(
            script, [.. arguments, context.Variables[BuildVariables.Suite], mirrors["DEBIAN_MIRROR"]], environment);
        await ToolProcess.RunCheckedAsync(call, context.Log.Information, cancellationToken);
    }

    /// <summary>Where the host's apt gets Debian from, unless variables say otherwise.</summary>
    private async Task<Dictionary<string, string>> DetectMirrorsAsync(CancellationToken cancellationToken)
    {
        var given = new[] { BuildVariables.DebianMirror, BuildVariables.DebianSecurityMirror }
            .Where(variable => context.Variables[variable].Length > 0)
            .ToDictionary(variable => variable.Name, variable => context.Variables[variable]);
        var lines = new List<string>();
        await ToolProcess.RunCheckedAsync(Script("detect-mirror.sh", [], given), lines.Add, cancellationToken);
        return lines.Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private ToolCall Script(string name, IReadOnlyList<string> arguments, Dictionary<string, string> environment) =>
        new("sh", [Path.Combine(Folder, name), .. arguments])
        {
            Environment = environment.Concat(context.ProxyEnvironment).ToDictionary(),
        };
}
