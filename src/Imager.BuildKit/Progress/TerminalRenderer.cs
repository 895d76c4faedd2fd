using System.Text;

namespace Imager.BuildKit.Progress;

/// <summary>Finished steps scroll up as lines; below them the running ones are drawn over again and again.</summary>
internal sealed class TerminalRenderer(TextWriter output, int width, int height, TimeProvider clock) : IBuildProgress
{
    private const int LogLines = 6;
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    /// <summary>Faster steps that BuildKit made up itself are not worth a line.</summary>
    private static readonly TimeSpan s_internalShownFrom = TimeSpan.FromSeconds(1);

    private readonly StepViews _views = new();
    private readonly StringBuilder _frame = new();
    private int _liveLines;

    public void Report(BuildStatus status)
    {
        var now = clock.GetTimestamp();
        var touched = status.Steps.Select(step => _views.Update(step, now)).OfType<StepView>().Distinct().ToList();
        foreach (var transfer in status.Transfers)
        {
            _views.Find(transfer.StepDigest)?.Update(transfer);
        }

        foreach (var log in status.Logs)
        {
            _views.Find(log.StepDigest)?.AddLog(log.Bytes.Span);
        }

        Erase();
        foreach (var warning in status.Warnings)
        {
            Line($" ! {warning.Text}", string.Empty, string.Empty);
        }

        touched.ForEach(Finish);
        DrawLive();
    }

    /// <summary>Draws the running steps with new times.</summary>
    public void Refresh()
    {
        Erase();
        DrawLive();
    }

    /// <summary>Takes the running steps off the screen.</summary>
    public void Clear()
    {
        Erase();
        Send();
    }

    private void Erase()
    {
        if (_liveLines > 0)
        {
            _frame.Append($"\r\e[{_liveLines}A\e[0J");
            _liveLines = 0;
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
        if (step.Error.Length > 0)
        {
            Line($" x {step.Name}", "failed", Red);
        }
        else if (!step.IsInternal || view.Duration >= s_internalShownFrom)
        {
            Line($" = {step.Name}{Sizes(view)}", step.IsCached ? "cached" : StepView.Time(view.Duration), string.Empty);
        }
    }

    private static string Sizes(StepView view)
    {
        var bytes = view.Transfers.Sum(transfer => Math.Max(transfer.CurrentBytes, 0));
        return bytes == 0 ? string.Empty : $" ({new Core.ByteSize(bytes)})";
    }

    private void DrawLive()
    {
        var running = _views.All.Where(view => !view.IsFinished).ToList();
        var lines = new List<(string Text, string Right, string Style)>();
        foreach (var view in running)
        {
            var elapsed = clock.GetElapsedTime(view.SeenAt);
            lines.Add(($" > {view.Step.Name}", StepView.Time(elapsed), string.Empty));
            lines.AddRange(view.Transfers
                .Where(transfer => transfer.Completed is null)
                .Select(transfer => ($"     {StepView.Describe(transfer)}", string.Empty, Dim)));
        }

        var last = running.LastOrDefault(view => view.LastLines.Count > 0);
        lines.AddRange(last is null
            ? []
            : last.LastLines.TakeLast(LogLines).Select(line => ($"     | {line}", string.Empty, Dim)));
        foreach (var (text, right, style) in lines.Take(Math.Max(height - 2, 1)))
        {
            Line(text, right, style);
            _liveLines++;
        }

        Send();
    }

    private void Line(string left, string right, string style)
    {
        var room = Math.Max(width - 1 - right.Length - (right.Length > 0 ? 1 : 0), 1);
        var text = Printable(left);
        text = text.Length > room ? text[..room] : text;
        _frame.Append(style).Append(text);
        if (right.Length > 0)
        {
            _frame.Append(' ', room - text.Length + 1).Append(right);
        }

        _frame.Append(style.Length > 0 ? Reset : string.Empty).Append('\n');
    }

    private void Send()
    {
        if (_frame.Length > 0)
        {
            output.Write(_frame.ToString());
            output.Flush();
            _frame.Clear();
        }
    }

    /// <summary>
    /// A step's output must not move our cursor: escape sequences go, other control characters become blanks.
    /// </summary>
    internal static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f', StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e' && i + 1 < text.Length && text[i + 1] == '[')
            {
                for (i += 2; i < text.Length && text[i] is < '@' or > '~'; i++)
                {
                    // parameters of a control sequence end with a letter
                }
            }
            else
            {
                clean.Append(char.IsControl(text[i]) ? ' ' : text[i]);
            }
        }

        return clean.ToString();
    }
}
