namespace Imager.Build.Make;

/// <summary>What <c>--explain</c> says about a step.</summary>
public sealed record StepPlan(string Name, bool WillRun, string Reason);
