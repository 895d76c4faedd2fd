using System.Diagnostics;
using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Build;

/// <summary>Whatever ends a run midway, the artifact that was there before stays as it was.</summary>
public sealed class InterruptedWriteTests
{
    private const string Old = "the artifact of the last run";
    private const string Name = "metal-amd64.raw.zst";
    private const string TempName = $".{Name}.imager-tmp";

    // The highest level on one thread: seconds of work, so that a signal comes in the middle of it.
    private static readonly string[] SlowWords =
        ["metal", "--arch", "amd64", "--compression-level", "19", "--threads", "1", "--assets", Repository.AssetFolder];

    [Fact]
    public void Kill_9_leaves_the_old_artifact_and_the_next_run_cleans_up()
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        folder.Write(Name, Old);

        var exitCode = EndMidway(folder, "KILL");

        Assert.Equal(128 + 9, exitCode);
        Assert.Equal(Old, File.ReadAllText(folder.PathOf(Name)));
        var next = new CliProcess().Run("metal", "--arch", "amd64", "--assets", SmallAssets.Folder, "--output", folder.Path);
        Assert.Equal(0, next.ExitCode);
        Assert.Equal([folder.PathOf(Name)], Directory.GetFiles(folder.Path));
        Assert.NotEqual(Old.Length, new FileInfo(folder.PathOf(Name)).Length);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void Interruption_leaves_the_old_artifact_and_no_temp_file(string signal)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        folder.Write(Name, Old);

        var exitCode = EndMidway(folder, signal);

        Assert.Equal(130, exitCode);
        Assert.Equal([folder.PathOf(Name)], Directory.GetFiles(folder.Path));
        Assert.Equal(Old, File.ReadAllText(folder.PathOf(Name)));
    }

    /// <summary>Starts a slow run, waits until its temp file exists, and sends the signal.</summary>
    private static int EndMidway(TempFolder folder, string signal)
    {
        // A test run in the background inherits an ignored SIGINT, and hands it on; a program that inherits it rightly keeps ignoring it.
        using var process = new CliProcess { Wrapper = ["env", "--default-signal=INT"] }.Start([.. SlowWords, "--output", folder.Path]);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var clock = Stopwatch.StartNew();
        while (!File.Exists(folder.PathOf(TempName)) && !process.HasExited && clock.Elapsed < TimeSpan.FromMinutes(2))
        {
            Thread.Sleep(5);
        }

        Assert.False(process.HasExited, "the run ended before it could be interrupted");
        using (var kill = Process.Start("/bin/bash", ["-c", $"kill -{signal} {process.Id}"]))
        {
            kill.WaitForExit();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"the run goes on after SIG{signal}");
        Task.WaitAll(output, error);
        return process.ExitCode;
    }
}
