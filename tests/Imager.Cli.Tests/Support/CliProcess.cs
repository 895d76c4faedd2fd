using System.Diagnostics;

namespace Imager.Cli.Tests.Support;

/// <summary>The compiled <c>imager</c> as a process of its own.</summary>
internal sealed record CliProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Imager.Cli.dll");

    /// <summary>The words that start it; by default the program that the tests were compiled with.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["dotnet", Program];

    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Added to the environment; IMAGER_ASSETS and SOURCE_DATE_EPOCH of the test run never get through.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Shell text before the command: <c>umask 077;</c>, <c>ulimit -f 4000;</c>.</summary>
    public string Shell { get; init; } = string.Empty;

    /// <summary>Runs another user's process, as root only: words before the command.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Runs the command to its end.</summary>
    public CliResult Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"imager {string.Join(' ', arguments)} ran longer than {Limit}");
        }

        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts the command; its own process, so that a signal reaches it and not a shell.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory,
        };
        foreach (var word in (string[])["-c", Shell + " exec \"$@\"", "imager", .. Wrapper, .. Command, .. arguments])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment.Remove("IMAGER_ASSETS");
        start.Environment.Remove("SOURCE_DATE_EPOCH");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>What a run of the command left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>What a person reads when something is wrong: everything but the progress lines.</summary>
    public string Complaint => string.Join(
        '\n', Error.TrimEnd().Split('\n').Where(line => !line.StartsWith("building ", StringComparison.Ordinal)));

    /// <summary>Fails unless the run ended with this code and one paragraph for people.</summary>
    public void AssertRefused(int exitCode, string code)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}:\n{Error}");
        Assert.StartsWith($"imager: {code} ", Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n", Complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Complaint, StringComparison.Ordinal);
        Assert.Empty(Output);
    }
}
