using System.Diagnostics;
using Cake.Core;
using Cake.Frosting;
using Imager.Build.Make;
using TaskStatus = Imager.Build.Make.TaskStatus;

namespace Imager.Build;

/// <summary>The base of tasks that always run when asked for; see <see cref="StepTask"/> for the others.</summary>
public abstract class BuildTask : AsyncFrostingTask<BuildContext>, IMakeTask
{
    /// <summary>Why the task has nothing to do, or null.</summary>
    public virtual string? SkipReason(BuildContext context) => null;

    public abstract Task RunAsync(BuildContext context, CancellationToken cancellationToken);

    public sealed override bool ShouldRun(BuildContext context) => SkipReason(context) is null;

    public sealed override Task RunAsync(BuildContext context) => RunAsync(context, CancellationToken.None);

    async Task<TaskOutcome> IMakeTask.MakeAsync(ICakeContext context, CancellationToken cancellationToken)
    {
        var buildContext = (BuildContext)context;
        return SkipReason(buildContext) is { } reason
            ? new([new(NameOf(this), TaskStatus.Skipped, TimeSpan.Zero, reason)])
            : await MakeAsync(buildContext, cancellationToken);
    }

    Task<IReadOnlyList<StepPlan>> IMakeTask.ExplainAsync(ICakeContext context, CancellationToken cancellationToken)
    {
        var buildContext = (BuildContext)context;
        return SkipReason(buildContext) is { } reason
            ? Task.FromResult<IReadOnlyList<StepPlan>>([new(NameOf(this), WillRun: false, reason)])
            : ExplainAsync(buildContext, cancellationToken);
    }

    /// <summary>Runs the task and says how it went.</summary>
    protected virtual async Task<TaskOutcome> MakeAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await RunAsync(context, cancellationToken);
        return new([new(NameOf(this), TaskStatus.Done, clock.Elapsed)]);
    }

    /// <summary>Says what the task would do.</summary>
    protected virtual Task<IReadOnlyList<StepPlan>> ExplainAsync(BuildContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StepPlan>>([new(NameOf(this), WillRun: true, "always runs when asked for")]);

    /// <summary>The name in the task's attribute.</summary>
    protected static string NameOf(IFrostingTask task) =>
        task.GetType().GetCustomAttributes(typeof(TaskNameAttribute), inherit: false)
            .Cast<TaskNameAttribute>()
            .FirstOrDefault()?.Name ?? task.GetType().Name;
}
