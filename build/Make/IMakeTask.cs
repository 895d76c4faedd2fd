using Cake.Core;
using Cake.Frosting;

namespace Imager.Build.Make;

/// <summary>A task that can be cancelled, has steps and can say beforehand what it would do.</summary>
public interface IMakeTask : IFrostingTask
{
    /// <summary>Runs the task, known in this call as <paramref name="name"/> (a pattern's member has its own).</summary>
    Task<TaskOutcome> MakeAsync(string name, ICakeContext context, CancellationToken cancellationToken);

    /// <summary>Fails when the variables of the call do not fit the task; called for every task before the first one runs.</summary>
    void Check(ICakeContext context)
    {
    }

    /// <summary>Says what the task would do, without doing it.</summary>
    Task<IReadOnlyList<StepPlan>> ExplainAsync(string name, ICakeContext context, CancellationToken cancellationToken);
}
