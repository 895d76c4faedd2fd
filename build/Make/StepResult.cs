namespace Imager.Build.Make;

/// <summary>One line of the summary: a step of a task, or the task itself.</summary>
public sealed record StepResult(string Name, TaskStatus Status, TimeSpan Time, string? Detail = null);
