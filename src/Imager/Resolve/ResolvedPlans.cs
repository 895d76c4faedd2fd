using Imager.Plan;

namespace Imager.Resolve;

/// <summary>The resolved plans of a run, and the temporary files that they need; gone when this is disposed.</summary>
public sealed class ResolvedPlans(IReadOnlyList<ResolvedPlan> plans, IDisposable? files = null) : IDisposable
{
    /// <summary>In the order of the run.</summary>
    public IReadOnlyList<ResolvedPlan> Plans { get; } = plans;

    /// <summary>Plans that need nothing from elsewhere.</summary>
    public static ResolvedPlans Local(IReadOnlyList<BuildPlan> plans, AssetLocator locator) =>
        new([.. plans.Select(plan => new ResolvedPlan(plan, locator))]);

    /// <inheritdoc/>
    public void Dispose() => files?.Dispose();
}
