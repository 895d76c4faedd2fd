namespace Imager.Build.Make;

/// <summary>The table at the end of a run.</summary>
public static class RunSummary
{
    /// <summary>One line per step, then the total.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<TaskOutcome> outcomes, TimeSpan total)
    {
        var steps = outcomes.SelectMany(outcome => outcome.Steps).ToList();
        var width = steps.Select(step => step.Name.Length).Append("total".Length).Max();
        return steps
            .Select(step => Line(step.Name, step.Time, Text(step)))
            .Append(Line("total", total, string.Empty).TrimEnd());

        string Line(string name, TimeSpan time, string text) => $"{name.PadRight(width)}  {time.TotalSeconds,7:0.0} s  {text}";
    }

    private static string Text(StepResult step)
    {
        var status = step.Status switch
        {
            TaskStatus.Done => "done",
            TaskStatus.UpToDate => "up to date",
            TaskStatus.Skipped => "skipped",
            TaskStatus.Failed => "FAILED",
            TaskStatus.Stopped => "stopped",
            _ => "not run",
        };
        return step.Detail is null ? status : $"{status}: {step.Detail}";
    }
}
