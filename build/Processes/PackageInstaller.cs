using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Processes;

/// <summary>Makes sure that Debian packages are there: installs them where that is allowed, else says how.</summary>
public sealed class PackageInstaller(BuildContext context)
{
    private static readonly Dictionary<string, string> Quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    /// <summary>Installs what is missing; where that is not allowed, a missing package is a warning or an error.</summary>
    /// <exception cref="HostEnvironmentException">Something is missing, required, and may or can not be installed.</exception>
    public async Task EnsureAsync(
        IReadOnlyList<DebianPackage> packages, bool required, CancellationToken cancellationToken)
    {
        var missing = packages.Where(package => !package.IsInstalled).Select(package => package.Name).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var command = $"apt-get install -y --no-install-recommends {string.Join(' ', missing)}";
        if (context.MayInstall && Environment.IsPrivilegedProcess && ToolProcess.Exists("apt-get"))
        {
            context.Log.Information($"installing {string.Join(", ", missing)}");
            await AptAsync(["update", "-q"], cancellationToken);
            await AptAsync(["install", "-y", "-q", "--no-install-recommends", .. missing], cancellationToken);
        }
        else if (required)
        {
            throw new HostEnvironmentException(
                "IMG4303", $"these packages are missing: {string.Join(", ", missing)}. Run: sudo {command}, or add INSTALL=1 as root.");
        }
        else
        {
            context.Log.Warning($"tests of missing tools will be skipped. To have them run: sudo {command}");
        }
    }

    private Task AptAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ToolProcess.RunCheckedAsync(
            new("apt-get", arguments) { Environment = Quiet }, context.Log.Verbose, cancellationToken);
}
