using System.Text;
using Imager.BuildKit.Progress;

namespace Imager.BuildKit.Tests;

public sealed class BuildProgressPrinterTests : IDisposable
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;

    private readonly StringWriter _screen = new();
    private readonly StringWriter _log = new();

    public void Dispose()
    {
        _screen.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Report_writes_plain_lines_without_step_output_when_there_is_a_log()
    {
        using (var printer = new BuildProgressPrinter(_screen, terminal: false, width: 80, _log))
        {
            Play(printer);
        }

        Assert.Equal(
            """
            #1 [1/3] COPY a /
            #1 cached
            #2 [2/3] RUN make
            #2 done 1m05s
            #3 [3/3] RUN false
            #3 failed: exit code: 1

            """,
            _screen.ToString());
        Assert.Equal(
            """
            #1 [1/3] COPY a /
            #1 cached
            #2 [2/3] RUN make
            #2 1.000 first line
            #2 2.500 second line
            #2 without an end
            #2 done 1m05s
            #3 [3/3] RUN false
            #3 failed: exit code: 1

            """,
            _log.ToString());
    }

    [Fact]
    public void Report_writes_step_output_to_the_screen_when_there_is_no_log()
    {
        using var printer = new BuildProgressPrinter(_screen, terminal: false, width: 80);

        Play(printer);

        Assert.Contains("#2 1.000 first line\n", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_shows_sizes_of_transfers()
    {
        using var printer = new BuildProgressPrinter(_screen, terminal: false, width: 80);
        printer.Report(Status([Step("a", "[internal] load build context", 0, null)]));

        printer.Report(Status([], transfers: [Transfer("transferring context:", 20 << 20, 0, completed: true)]));

        Assert.EndsWith("#1 transferring context: 20 MiB\n", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_draws_finished_lines_once_and_running_ones_below()
    {
        using (var printer = new BuildProgressPrinter(_screen, terminal: true, width: 40))
        {
            Play(printer);
        }

        var screen = Replay(_screen.ToString());
        Assert.Equal(
            [
                " = [1/3] COPY a /                cached",
                " = [2/3] RUN make                 1m05s",
                " x [3/3] RUN false               failed",
            ],
            screen);
    }

    [Fact]
    public void Report_never_draws_wider_than_the_terminal()
    {
        using var printer = new BuildProgressPrinter(_screen, terminal: true, width: 20);

        printer.Report(Status([Step("a", "[1/1] RUN " + new string('x', 200), 0, null)]));
        printer.Report(Status([], logs: [Log("a", new string('y', 500) + "\n", 1)]));

        Assert.All(Replay(_screen.ToString()), line => Assert.True(line.Length < 20, line));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[1;31mred\e[0m", "red")]
    [InlineData("a\tb\ac", "a b c")]
    [InlineData("\e[2J", "")]
    public void Printable_keeps_a_steps_output_from_moving_the_cursor(string text, string expected) =>
        Assert.Equal(expected, TerminalRenderer.Printable(text));

    private static void Play(BuildProgressPrinter printer)
    {
        printer.Report(Status([Step("a", "[1/3] COPY a /", 0, 0, cached: true)]));
        printer.Report(Status([Step("b", "[2/3] RUN make", 0, null), Step("c", "[3/3] RUN false", null, null)]));
        printer.Report(Status([], logs: [Log("b", "first li", 0), Log("b", "ne\n", 1), Log("b", "second line\nwithout", 2.5)]));
        printer.Report(Status([], logs: [Log("b", " an end", 3)]));
        printer.Report(Status([Step("b", "[2/3] RUN make", 0, 65)]));
        printer.Report(Status([Step("c", "[3/3] RUN false", 65, null)]));
        printer.Report(Status([Step("c", "[3/3] RUN false", 65, 66, error: "exit code: 1")]));
    }

    private static BuildStatus Status(
        BuildStep[] steps, BuildTransfer[]? transfers = null, BuildLog[]? logs = null) =>
        new(steps, transfers ?? [], logs ?? [], []);

    private static BuildStep Step(
        string digest, string name, double? started, double? completed, bool cached = false, string error = "") =>
        new(digest, name, cached, At(started), At(completed), error);

    private static BuildTransfer Transfer(string id, long current, long total, bool completed) =>
        new("a", id, current, total, At(0), completed ? At(1) : null);

    private static BuildLog Log(string digest, string text, double time) =>
        new(digest, At(time), false, Encoding.UTF8.GetBytes(text));

    private static DateTimeOffset? At(double? seconds) => seconds is { } value ? s_start.AddSeconds(value) : null;

    /// <summary>What is left on a terminal that understands "up" and "erase below".</summary>
    private static List<string> Replay(string output)
    {
        var lines = new List<string>();
        foreach (var part in output.Replace("\e[2m", "", StringComparison.Ordinal).Replace("\e[31m", "", StringComparison.Ordinal)
            .Replace("\e[0m", "", StringComparison.Ordinal).Split('\n'))
        {
            var text = part;
            while (text.StartsWith("\r\e[", StringComparison.Ordinal))
            {
                var up = text.IndexOf('A', StringComparison.Ordinal);
                var count = int.Parse(text[3..up], System.Globalization.CultureInfo.InvariantCulture);
                lines.RemoveRange(lines.Count - count, count);
                text = text[(up + 1)..].Replace("\e[0J", "", StringComparison.Ordinal);
            }

            lines.Add(text);
        }

        lines.RemoveAll(line => line.Length == 0);
        return lines;
    }
}
