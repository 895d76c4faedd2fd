using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Make;

namespace Imager.Build.Tasks;

[TaskName("kernel-%")]
[TaskDescription("Runs a goal of the kernel's configuration and writes build/Recipes/kernel/config-ARCH back; menuconfig needs a terminal.")]
[TaskStems(typeof(ConfigurationGoals))]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelGoalTask(string goal) : BuildTask
{
    protected override void Check(BuildContext context)
    {
        context.Kernel.Compiled($"kernel-{goal}");
        if (ConfigurationGoals.Interactive.Contains(goal))
        {
            ConfigurationScreen.RequireTerminal(goal);
        }
    }

    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var isInteractive = ConfigurationGoals.Interactive.Contains(goal);
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
                await ConfigurationFile.WriteBackAsync(context, architecture, goal, Path.Combine(work, "out"), cancellationToken);
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
}
