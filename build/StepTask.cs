using System.Diagnostics;
using Imager.Build.Make;
using Imager.Build.Steps;
using TaskStatus = Imager.Build.Make.TaskStatus;

namespace Imager.Build;

/// <summary>The base of tasks that make files and need not run again while nothing has changed.</summary>
public abstract class StepTask : BuildTask
{
    /// <summary>What the task makes, usually one step per architecture.</summary>
    public abstract IEnumerable<Step> Steps(BuildContext context);

    /// <summary>Asks what names in registries mean now, before <see cref="Steps"/> is asked, also when the task is only explained.</summary>
    protected virtual Task ResolveAsync(BuildContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What has to be there before <see cref="Steps"/> is asked; not called when the task is only explained.</summary>
    protected virtual Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public sealed override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        MakeAsync(GetType().Name, context, cancellationToken);

    protected sealed override async Task<TaskOutcome> MakeAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        await ResolveAsync(context, cancellationToken);
        await PrepareAsync(context, cancellationToken);
        var results = await RunStepsAsync(context, cancellationToken);
        return new([.. results, .. await AfterAsync(name, context, cancellationToken)]);
    }

    /// <summary>Runs all steps; one after the other, unless a task knows better.</summary>
    protected virtual Task<IReadOnlyList<StepResult>> RunStepsAsync(BuildContext context, CancellationToken cancellationToken) =>
        RunInOrderAsync(context, Steps(context), cancellationToken);

    /// <summary>Runs steps that build on one another.</summary>
    protected static async Task<IReadOnlyList<StepResult>> RunInOrderAsync(
        BuildContext context, IEnumerable<Step> steps, CancellationToken cancellationToken)
    {
        var results = new List<StepResult>();
        foreach (var step in steps)
        {
            var clock = Stopwatch.StartNew();
            var ran = await context.Steps.RunAsync(step, cancellationToken);
            results.Add(new(step.Name, ran ? TaskStatus.Done : TaskStatus.UpToDate, clock.Elapsed));
        }

        return results;
    }

    /// <summary>What has to happen each time, after the steps, whether they ran or were up to date.</summary>
    protected virtual Task<IReadOnlyList<StepResult>> AfterAsync(
        string name, BuildContext context, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StepResult>>([]);

    protected sealed override async Task<IReadOnlyList<StepPlan>> ExplainAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        await ResolveAsync(context, cancellationToken);
        var plans = new List<StepPlan>();
        foreach (var step in Steps(context))
        {
            var reason = await context.Steps.WhyRunAsync(step, cancellationToken);
            plans.Add(new(step.Name, reason is not null, reason ?? "up to date"));
        }

        return plans;
    }
}
