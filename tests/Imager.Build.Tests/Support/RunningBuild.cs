using System.Diagnostics;
using System.Text;

namespace Imager.Build.Tests.Support;

/// <summary>A ./build.sh on its way.</summary>
internal sealed class RunningBuild
{
    private readonly StringBuilder output = new();

    public RunningBuild(Process process)
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Ended = EndAsync(process);
    }

    /// <summary>How it ended.</summary>
    public Task<BuildRun> Ended { get; }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private async Task<BuildRun> EndAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            lock (output)
            {
                return new(process.ExitCode, output.ToString());
            }
        }
    }
}

/// <summary>What a ./build.sh printed, and its exit code.</summary>
internal sealed record BuildRun(int ExitCode, string Output)
{
    public void MustEnd(int exitCode, string text)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}:\n{Output}");
        Assert.Contains(text, Output, StringComparison.Ordinal);
    }
}
