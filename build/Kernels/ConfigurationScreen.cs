using System.Diagnostics;
using Cake.Core.Diagnostics;
using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>Runs <c>make menuconfig</c> on this machine's terminal, on the part of the source that it reads.</summary>
/// <remarks>
/// BuildKit has no terminal. So the tree comes out of it (one file in thirty), the screen runs here, and what was chosen
/// goes back in, where <c>olddefconfig</c> settles it with the compiler that will be used.
/// </remarks>
internal sealed class ConfigurationScreen(BuildContext context, KernelSteps steps)
{
    private static readonly DebianPackage[] Tools =
    [
        new("bison", "bison"), new("flex", "flex"), new("gcc", "gcc"), new("libncurses-dev", "/usr/include/ncurses.h"), new("make", "make"),
    ];

    /// <summary>Says at once that a screen cannot be shown.</summary>
    /// <exception cref="HostEnvironmentException">Input or output is no terminal.</exception>
    public static void RequireTerminal(string goal)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            throw new HostEnvironmentException(
                "IMG4400",
                $"kernel-{goal} needs a terminal, and input or output is redirected. Run it in a terminal, or edit "
                + "build/Recipes/kernel/config-ARCH and run ./build.sh kernel-olddefconfig.");
        }
    }

    /// <summary>Shows the configuration; returns the .config as the person left it.</summary>
    /// <exception cref="DependencyException">make failed.</exception>
    public async Task<string> EditAsync(string goal, Architecture architecture, string work, CancellationToken cancellationToken)
    {
        await new PackageInstaller(context).EnsureAsync(Tools, required: true, cancellationToken);
        var exported = Path.Combine(work, "kconfig");
        var tree = Path.Combine(work, "tree");
        await context.Recipes.SolveAsync(steps.ConfigurationTree(architecture), exported, work, cancellationToken);
        Directory.CreateDirectory(tree);
        await ToolProcess.RunCheckedAsync(
            new("tar", ["-x", "-f", Path.Combine(exported, "kconfig.tar"), "-C", tree]), _ => { }, cancellationToken);

        string[] common = ["-C", tree, $"ARCH={(architecture == Architecture.Amd64 ? "x86" : "arm64")}"];
        var configuration = context.Paths.KernelConfiguration(architecture);
        await ToolProcess.RunCheckedAsync(
            new("make", [.. common, "alldefconfig"]) { Environment = new Dictionary<string, string> { ["KCONFIG_ALLCONFIG"] = configuration } },
            context.Log.Verbose,
            cancellationToken);

        // With the terminal itself, so nothing is redirected.
        using var screen = Process.Start(new ProcessStartInfo("make", [.. common, goal]))!;
        await screen.WaitForExitAsync(cancellationToken);
        return screen.ExitCode == 0
            ? await File.ReadAllTextAsync(Path.Combine(tree, ".config"), cancellationToken)
            : throw new DependencyException("IMG5403", $"make {goal} ended with exit code {screen.ExitCode}; its message is above.");
    }
}
