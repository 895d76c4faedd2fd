using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel-%")]
[TaskDescription("Runs a goal of the kernel's configuration and writes build/Recipes/kernel/config-ARCH back; menuconfig needs a terminal.")]
[TaskStems(typeof(ConfigurationGoals))]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelGoalTask(string goal) : BuildTask
{
    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var isInteractive = ConfigurationGoals.Interactive.Contains(goal);
        if (isInteractive)
        {
            ConfigurationScreen.RequireTerminal(goal);
        }

        var steps = new KernelSteps(context, context.Kernel.Compiled($"kernel-{goal}"));
        foreach (var architecture in context.Architectures)
        {
            await context.Steps.RunAsync(steps.Compiler(architecture), cancellationToken);
            await context.Steps.RunAsync(steps.Source(), cancellationToken);
            var work = Path.Combine(context.Paths.Staging, $"kernel-{goal}-{architecture}-{Environment.ProcessId}");
            try
            {
                var edited = isInteractive
                    ? await new ConfigurationScreen(context, steps).EditAsync(goal, architecture, work, cancellationToken)
                    : null;
                var recipe = steps.Goal(isInteractive ? "olddefconfig" : goal, architecture, edited);
                await context.Recipes.SolveAsync(recipe, Path.Combine(work, "out"), work, cancellationToken);
                await WriteBackAsync(context, architecture, Path.Combine(work, "out"), cancellationToken);
            }
            finally
            {
                if (Directory.Exists(work))
                {
                    Directory.Delete(work, recursive: true);
                }
            }
        }
    }

    private async Task WriteBackAsync(BuildContext context, Architecture architecture, string output, CancellationToken cancellationToken)
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
