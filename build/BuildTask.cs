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

    void IMakeTask.Check(ICakeContext context) => Check((BuildContext)context);

    async Task<TaskOutcome> IMakeTask.MakeAsync(string name, ICakeContext context, CancellationToken cancellationToken)
    {
        var buildContext = (BuildContext)context;
        return SkipReason(buildContext) is { } reason
            ? new([new(name, TaskStatus.Skipped, TimeSpan.Zero, reason)])
            : await MakeAsync(name, buildContext, cancellationToken);
    }

    Task<IReadOnlyList<StepPlan>> IMakeTask.ExplainAsync(
        string name, ICakeContext context, CancellationToken cancellationToken)
    {
        var buildContext = (BuildContext)context;
        return SkipReason(buildContext) is { } reason
            ? Task.FromResult<IReadOnlyList<StepPlan>>([new(name, WillRun: false, reason)])
            : ExplainAsync(name, buildContext, cancellationToken);
    }

    /// <summary>Fails when the variables do not fit, before anything runs.</summary>
    protected virtual void Check(BuildContext context)
    {
    }

    /// <summary>Runs the task and says how it went.</summary>
    protected virtual async Task<TaskOutcome> MakeAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await RunAsync(context, cancellationToken);
        return new([new(name, TaskStatus.Done, clock.Elapsed)]);
    }

    /// <summary>Says what the task would do.</summary>
    protected virtual Task<IReadOnlyList<StepPlan>> ExplainAsync(
        string name, BuildContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StepPlan>>([new(name, WillRun: true, "always runs when asked for")]);
}
