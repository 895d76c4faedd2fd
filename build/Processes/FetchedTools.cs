using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Processes;

/// <summary>Programs that signing and tests need and older Debian releases do not have: taken from Debian 13, into the cache, not installed.</summary>
public sealed class FetchedTools(BuildContext context)
{
    private const string Suite = "trixie";

    private static readonly string[] Programs = ["cosign"];

    /// <summary>Names another cosign than the one in PATH.</summary>
    public const string CosignVariable = "IMAGER_COSIGN";

    /// <summary>The fetched program, when it is there and PATH has none.</summary>
    public string? FindFetched(string program)
    {
        var fetched = Path.Combine(context.Paths.FetchedTools, "bin", program);
        return !ToolProcess.Exists(program) && File.Exists(fetched) ? fetched : null;
    }

    /// <summary>Fetches what is neither in PATH nor in the cache; tests find it at <see cref="BuildPaths.FetchedTools"/>.</summary>
    /// <exception cref="ImagerException">It is required and cannot be had.</exception>
    public async Task EnsureAsync(bool required, CancellationToken cancellationToken)
    {
        var missing = Programs
            .Where(program => !ToolProcess.Exists(program) && !File.Exists(Path.Combine(context.Paths.FetchedTools, "bin", program)))
            .ToList();
        if (missing.Count == 0)
        {
            return;
        }

        if (!ToolProcess.Exists("apt-get") || !DebianPackage.ArchiveKeyring.IsInstalled)
        {
            var advice = $"{string.Join(", ", missing)} is missing: put it into PATH (Debian 13 and Ubuntu 25.04 have the package), or install apt-get "
                + "and debian-archive-keyring so that it can be fetched.";
            if (required)
            {
                throw new HostEnvironmentException("IMG4453", advice);
            }

            context.Log.Warning(advice);
            return;
        }

        context.Log.Information($"fetching {string.Join(", ", missing)} from Debian {Suite}");
        var mirror = context.Variables[BuildVariables.DebianMirror] is { Length: > 0 } given ? given : "http://deb.debian.org/debian";
        var script = Path.Combine(context.Paths.Recipes, "base", "fetch-tools.sh");
        var call = new ToolCall("sh", [script, context.Paths.FetchedTools, Suite, mirror, .. missing])
        {
            Environment = context.ProxyEnvironment.ToDictionary(),
        };
        var exitCode = await ToolProcess.RunAsync(call, required ? context.Log.Information : context.Log.Verbose, cancellationToken);
        if (exitCode != 0 && required)
        {
            throw new DependencyException("IMG5477", $"{script} could not fetch {string.Join(", ", missing)}; its lines are above.");
        }
    }
}
