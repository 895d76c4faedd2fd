namespace Imager.Build.Make;

/// <summary>What a task has to say when it is over.</summary>
public sealed record TaskOutcome(IReadOnlyList<StepResult> Steps)
{
    /// <summary>Set when the task failed.</summary>
    public Exception? Error { get; init; }

    /// <summary>A line that must be the very last of the whole run, for machines that read it.</summary>
    public string? ClosingLine { get; init; }
}
