namespace Imager.BuildKit.Progress;

/// <summary>One line per event, each with its step's number; made for files and for logs of CI systems.</summary>
internal sealed class PlainRenderer(TextWriter output, bool withLogs) : IBuildProgress
{
    private readonly StepViews _views = new();

    public void Report(BuildStatus status)
    {
        // Steps first (they open the numbers), ends last, so that a step's output stands between them.
        var touched = status.Steps.Select(step => _views.Update(step, now: 0)).OfType<StepView>().Distinct().ToList();
        touched.ForEach(Announce);
        foreach (var transfer in status.Transfers)
        {
            if (_views.Find(transfer.StepDigest) is { } view && view.Update(transfer))
            {
                output.WriteLine($"#{view.Number} {StepView.Describe(transfer)}");
            }
        }

        foreach (var log in status.Logs)
        {
            Write(log);
        }

        foreach (var warning in status.Warnings)
        {
            output.WriteLine($"warning: {warning.Text} {warning.Url}".TrimEnd());
        }

        touched.ForEach(Finish);
        output.Flush();
    }

    private void Announce(StepView view)
    {
        if (!view.IsAnnounced)
        {
            view.IsAnnounced = true;
            output.WriteLine($"#{view.Number} {view.Step.Name}");
        }
    }

    private void Write(BuildLog log)
    {
        if (!withLogs || _views.Find(log.StepDigest) is not { } view)
        {
            return;
        }

        var time = log.Time is { } at && view.Step.Started is { } started && at > started
            ? at - started
            : TimeSpan.Zero;
        foreach (var line in view.AddLog(log.Bytes.Span))
        {
            output.WriteLine($"#{view.Number} {time.TotalSeconds:0.000} {line}");
        }
    }

    private void Finish(StepView view)
    {
        var step = view.Step;
        if (view.IsFinished || (step.Completed is null && step.Error.Length == 0))
        {
            return;
        }

        view.IsFinished = true;
        if (view.Rest() is { } rest)
        {
            output.WriteLine($"#{view.Number} {rest}");
        }

        output.WriteLine(
            $"#{view.Number} " + (step.Error.Length > 0 ? $"failed: {step.Error}"
            : step.IsCached ? "cached"
            : $"done {StepView.Time(view.Duration)}"));
    }
}
