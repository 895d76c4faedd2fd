using System.Text;

namespace Imager.BuildKit.Tests;

/// <summary>Keeps everything a build said.</summary>
internal sealed class RecordingProgress : IBuildProgress
{
    private readonly StringBuilder _log = new();

    public Dictionary<string, BuildStep> Steps { get; } = new(StringComparer.Ordinal);

    public List<BuildTransfer> Transfers { get; } = [];

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public void Report(BuildStatus status)
    {
        lock (_log)
        {
            foreach (var step in status.Steps)
            {
                Steps[step.Digest] = step;
            }

            Transfers.AddRange(status.Transfers);
            foreach (var log in status.Logs)
            {
                _log.Append(Encoding.UTF8.GetString(log.Bytes.Span));
            }
        }
    }

    public async Task WaitForLogAsync(string text, CancellationToken cancellationToken)
    {
        while (!Log.Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(20, cancellationToken);
        }
    }
}
