using Cake.Core;
using Cake.Frosting;

namespace Imager.Build.Make;

/// <summary>A task that can be cancelled, has steps and can say beforehand what it would do.</summary>
public interface IMakeTask : IFrostingTask
{
    Task<TaskOutcome> MakeAsync(ICakeContext context, CancellationToken cancellationToken);

    Task<IReadOnlyList<StepPlan>> ExplainAsync(ICakeContext context, CancellationToken cancellationToken);
}
