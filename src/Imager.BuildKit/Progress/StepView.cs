using Imager.Core;

namespace Imager.BuildKit.Progress;

/// <summary>What a printer knows about one step.</summary>
internal sealed class StepView(int number, BuildStep step)
{
    private const int KeptLines = 8;

    private readonly Dictionary<string, BuildTransfer> _transfers = new(StringComparer.Ordinal);
    private readonly LineSplitter _splitter = new();

    /// <summary>In the order in which steps were first started; it names the step in plain lines.</summary>
    public int Number { get; } = number;

    public BuildStep Step { get; set; } = step;

    /// <summary>Our own clock when the step was first seen running, so that the engine's need not agree.</summary>
    public long SeenAt { get; init; }

    public bool IsAnnounced { get; set; }

    public bool IsFinished { get; set; }

    public Queue<string> LastLines { get; } = new();

    public IEnumerable<BuildTransfer> Transfers => _transfers.Values;

    /// <summary>True when the transfer has just ended.</summary>
    public bool Update(BuildTransfer transfer)
    {
        var wasDone = _transfers.TryGetValue(transfer.Id, out var before) && before.Completed is not null;
        _transfers[transfer.Id] = transfer;
        return !wasDone && transfer.Completed is not null;
    }

    public IReadOnlyList<string> AddLog(ReadOnlySpan<byte> bytes)
    {
        var lines = _splitter.Add(bytes);
        foreach (var line in lines)
        {
            LastLines.Enqueue(line);
            if (LastLines.Count > KeptLines)
            {
                LastLines.Dequeue();
            }
        }

        return lines;
    }

    /// <summary>An unfinished last line, or null.</summary>
    public string? Rest() => _splitter.Rest();

    public TimeSpan Duration => Step is { Started: { } started, Completed: { } completed } && completed > started
        ? completed - started
        : TimeSpan.Zero;

    public static string Describe(BuildTransfer transfer) => transfer switch
    {
        { CurrentBytes: <= 0, TotalBytes: <= 0 } => transfer.Id,
        { TotalBytes: > 0 } when transfer.TotalBytes != transfer.CurrentBytes =>
            $"{transfer.Id} {new ByteSize(transfer.CurrentBytes)} of {new ByteSize(transfer.TotalBytes)}",
        _ => $"{transfer.Id} {new ByteSize(Math.Max(transfer.CurrentBytes, 0))}",
    };

    public static string Time(TimeSpan time) => time < TimeSpan.FromMinutes(1)
        ? $"{time.TotalSeconds:0.0}s"
        : $"{(int)time.TotalMinutes}m{time.Seconds:00}s";
}
