using Imager.BuildKit.Progress;

namespace Imager.BuildKit;

/// <summary>
/// Shows builds to a person, live on a terminal and as plain lines otherwise, and logs everything to a file.
/// </summary>
/// <remarks>
/// Thread-safe: builds that run side by side may share one. Dispose it before printing anything else.
/// </remarks>
public sealed class BuildProgressPrinter : IBuildProgress, IDisposable
{
    private const int DefaultHeight = 24;
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);

    private readonly Lock _printing = new();
    private readonly TerminalRenderer? _terminal;
    private readonly IBuildProgress _screen;
    private readonly PlainRenderer? _log;
    private readonly ITimer? _timer;
    private bool _disposed;

    /// <summary>Creates a printer.</summary>
    /// <param name="output">Where people look; not closed.</param>
    /// <param name="terminal">Whether it understands cursor movement.</param>
    /// <param name="width">Columns.</param>
    /// <param name="log">Gets every line of every step; not closed.</param>
    /// <param name="height">Rows; the live part stays below them.</param>
    public BuildProgressPrinter(
        TextWriter output, bool terminal, int width, TextWriter? log = null, int height = DefaultHeight)
        : this(output, terminal, width, log, height, TimeProvider.System)
    {
    }

    internal BuildProgressPrinter(
        TextWriter output, bool terminal, int width, TextWriter? log, int height, TimeProvider clock)
    {
        _log = log is null ? null : new PlainRenderer(log, withLogs: true);
        _terminal = terminal ? new TerminalRenderer(output, width, height, clock) : null;

        // Without a log file the lines of the steps have no other place.
        _screen = _terminal is null ? new PlainRenderer(output, withLogs: log is null) : _terminal;
        _timer = terminal ? clock.CreateTimer(_ => Refresh(), null, s_refresh, s_refresh) : null;
    }

    /// <inheritdoc/>
    public void Report(BuildStatus status)
    {
        lock (_printing)
        {
            if (!_disposed)
            {
                _screen.Report(status);
                _log?.Report(status);
            }
        }
    }

    /// <summary>Lets others print while builds are shown: takes the live part away, prints, draws it again.</summary>
    public void PrintBetween(Action print)
    {
        lock (_printing)
        {
            if (!_disposed)
            {
                _terminal?.Clear();
            }

            print();
            if (!_disposed)
            {
                _terminal?.Refresh();
            }
        }
    }

    /// <summary>Removes the live part.</summary>
    public void Dispose()
    {
        lock (_printing)
        {
            _disposed = true;
            _timer?.Dispose();
            _terminal?.Clear();
        }
    }

    private void Refresh()
    {
        lock (_printing)
        {
            if (!_disposed)
            {
                _terminal?.Refresh();
            }
        }
    }
}
