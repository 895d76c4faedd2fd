using Imager.BuildKit.Progress;

namespace Imager.BuildKit.Solve;

/// <summary>Remembers what is needed to explain a failure: the steps and the last lines of each one's output.</summary>
internal sealed class StepTracker(IBuildProgress progress) : IBuildProgress
{
    private const int KeptLines = 20;

    private readonly Dictionary<string, BuildStep> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LineSplitter Splitter, Queue<string> Lines)> _logs =
        new(StringComparer.Ordinal);

    /// <summary>Whether the engine has said anything yet.</summary>
    public bool HasNews { get; private set; }

    public int Steps => _steps.Count;

    public int CachedSteps => _steps.Values.Count(step => step.IsCached);

    public void Report(BuildStatus status)
    {
        HasNews = true;
        foreach (var step in status.Steps)
        {
            _steps[step.Digest] = step;
        }

        foreach (var log in status.Logs)
        {
            if (!_logs.TryGetValue(log.StepDigest, out var kept))
            {
                _logs[log.StepDigest] = kept = (new LineSplitter(), new Queue<string>());
            }

            foreach (var line in kept.Splitter.Add(log.Bytes.Span))
            {
                Keep(kept.Lines, line);
            }
        }

        progress.Report(status);
    }

    /// <summary>The step with this digest, or else the first that failed for its own reason.</summary>
    public BuildStep? Failed(string? digest) =>
        digest is not null && _steps.TryGetValue(digest, out var step)
            ? step
            : _steps.Values
                .Where(candidate => candidate.Error.Length > 0)
                .OrderBy(candidate => candidate.Error.Contains("context canceled", StringComparison.Ordinal))
                .FirstOrDefault();

    public IReadOnlyList<string> LastLines(BuildStep step)
    {
        if (!_logs.TryGetValue(step.Digest, out var kept))
        {
            return [];
        }

        if (kept.Splitter.Rest() is { } rest)
        {
            Keep(kept.Lines, rest);
        }

        return [.. kept.Lines];
    }

    private static void Keep(Queue<string> lines, string line)
    {
        lines.Enqueue(line);
        if (lines.Count > KeptLines)
        {
            lines.Dequeue();
        }
    }
}
