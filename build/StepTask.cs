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

    /// <summary>What has to be there before <see cref="Steps"/> is asked; not called when the task is only explained.</summary>
    protected virtual Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public sealed override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        MakeAsync(GetType().Name, context, cancellationToken);

    protected sealed override async Task<TaskOutcome> MakeAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        await PrepareAsync(context, cancellationToken);
        var results = new List<StepResult>();
        foreach (var step in Steps(context))
        {
            var clock = Stopwatch.StartNew();
            var ran = await context.Steps.RunAsync(step, cancellationToken);
            results.Add(new(step.Name, ran ? TaskStatus.Done : TaskStatus.UpToDate, clock.Elapsed));
        }

        results.AddRange(await AfterAsync(name, context, cancellationToken));
        return new(results);
    }

    /// <summary>What has to happen each time, after the steps, whether they ran or were up to date.</summary>
    protected virtual Task<IReadOnlyList<StepResult>> AfterAsync(
        string name, BuildContext context, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StepResult>>([]);

    protected sealed override async Task<IReadOnlyList<StepPlan>> ExplainAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        var plans = new List<StepPlan>();
        foreach (var step in Steps(context))
        {
            var reason = await context.Steps.WhyRunAsync(step, cancellationToken);
            plans.Add(new(step.Name, reason is not null, reason ?? "up to date"));
        }

        return plans;
    }
}
