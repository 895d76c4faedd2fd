using Imager.Build.Make;

namespace Imager.Build;

/// <summary>A task that only names others.</summary>
public abstract class CompositeTask : BuildTask
{
    public sealed override Task RunAsync(BuildContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    protected sealed override Task<TaskOutcome> MakeAsync(
        string name, BuildContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new TaskOutcome([]));

    protected sealed override Task<IReadOnlyList<StepPlan>> ExplainAsync(
        string name, BuildContext context, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StepPlan>>([]);
}
