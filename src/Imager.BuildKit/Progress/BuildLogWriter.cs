using System.Text;
using Imager.BuildKit.Progress;

namespace Imager.BuildKit;

/// <summary>Writes one build to a log file: every step, and every line that a step printed.</summary>
/// <remarks>Engines clip long output; <see cref="ClippedPieces"/> says whether this one did.</remarks>
public sealed class BuildLogWriter(TextWriter output) : IBuildProgress
{
    /// <summary>What BuildKit itself puts into the log where it left something out.</summary>
    private static readonly byte[] s_mark = Encoding.ASCII.GetBytes("[output clipped, log limit");

    private readonly PlainRenderer _lines = new(output, withLogs: true);

    /// <summary>How many times the engine left out what followed.</summary>
    public int ClippedPieces { get; private set; }

    /// <inheritdoc/>
    public void Report(BuildStatus status)
    {
        ClippedPieces += status.Logs.Count(log => log.Bytes.Span.IndexOf(s_mark) >= 0);
        _lines.Report(status);
    }
}
