using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Tests.Processes;

public class ToolProcessTests
{
    private static ToolCall Shell(string script) => new("sh", ["-c", script]);

    [Fact]
    public async Task RunAsync_hands_on_lines_of_both_streams_and_the_exit_code()
    {
        var lines = new List<string>();

        var exitCode = await ToolProcess.RunAsync(Shell("echo out; echo err >&2; exit 7"), lines.Add, CancellationToken.None);

        Assert.Equal(7, exitCode);
        Assert.Equal(["err", "out"], lines.Order());
    }

    [Fact]
    public async Task RunAsync_gives_no_input()
    {
        var lines = new List<string>();

        await ToolProcess.RunAsync(Shell("cat; echo end"), lines.Add, CancellationToken.None);

        Assert.Equal(["end"], lines);
    }

    [Fact]
    public async Task RunCheckedAsync_tells_command_code_and_last_lines()
    {
        var error = await Assert.ThrowsAsync<DependencyException>(() => ToolProcess.RunCheckedAsync(
            Shell("seq 1 30; exit 3"), _ => { }, CancellationToken.None));

        Assert.Equal("IMG5302", error.Code);
        Assert.Contains("sh -c 'seq 1 30; exit 3' ended with exit code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("30", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Environment.NewLine}10{Environment.NewLine}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ends_the_whole_process_tree_when_cancelled()
    {
        using var source = new CancellationTokenSource();
        var child = new TaskCompletionSource<int>();
        var running = ToolProcess.RunAsync(
            Shell("sleep 60 & echo $!; wait"), line => child.TrySetResult(int.Parse(line)), source.Token);
        var pid = await child.Task;

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(pid), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task RunAsync_says_so_when_the_program_is_missing()
    {
        var error = await Assert.ThrowsAsync<HostEnvironmentException>(
            () => ToolProcess.RunAsync(new("no-such-program", []), _ => { }, CancellationToken.None));

        Assert.Equal("IMG4300", error.Code);
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1][0];
            return state != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
