using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>build/Recipes/kernel/config-ARCH, which people and goals write.</summary>
internal static class ConfigurationFile
{
    /// <summary>Brings back what a goal left in <paramref name="output"/>, or prints what it said.</summary>
    public static async Task WriteBackAsync(
        BuildContext context, Architecture architecture, string goal, string output, CancellationToken cancellationToken)
    {
        var target = context.Paths.KernelConfiguration(architecture);
        if (ConfigurationGoals.Listing.Contains(goal))
        {
            foreach (var line in await File.ReadAllLinesAsync(Path.Combine(output, goal + ".txt"), cancellationToken))
            {
                context.Log.Information(line);
            }

            return;
        }

        var now = await File.ReadAllTextAsync(Path.Combine(output, Path.GetFileName(target)), cancellationToken);
        if (now == await File.ReadAllTextAsync(target, cancellationToken))
        {
            context.Log.Information($"{context.Paths.Show(target)}: nothing changed, the file stays as it is");
            return;
        }

        await File.WriteAllTextAsync(target, now, cancellationToken);
        context.Log.Information(
            $"{context.Paths.Show(target)}: written, {now.Split('\n').Count(line => line.Contains("CONFIG_", StringComparison.Ordinal))} "
            + "symbols that differ from Kconfig's defaults");
    }
}
