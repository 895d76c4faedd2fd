using System.Diagnostics;

namespace Imager.Oracle.Tests.Support;

/// <summary>Runs other people's programs: the judges of what we write.</summary>
/// <remarks>
/// A test starts with <c>if (Tool.IsMissing("sgdisk")) return;</c>. On a laptop a missing program skips the test; with
/// IMAGER_REQUIRE_ORACLES=1 (CI) it fails it.
/// </remarks>
public static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Whether a program is not installed; throws instead of returning true when oracles are required.</summary>
    public static bool IsMissing(params string[] programs) =>
        IsAnythingMissing("not installed", programs.Where(program => Find(program) is null));

    /// <summary>Whether a file that a package installs (a boot stub) is absent; same rule as <see cref="IsMissing"/>.</summary>
    public static bool IsFileMissing(params string[] paths) =>
        IsAnythingMissing("no such file", paths.Where(path => !File.Exists(path)));

    /// <summary>Runs a program to its end, with LC_ALL=C and TZ=UTC, and returns what it said.</summary>
    public static ToolResult Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        arguments.ToList().ForEach(start.ArgumentList.Add);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} ran longer than {Limit}");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Like <see cref="Run"/>, and fails the test when the exit code is not 0. Returns standard output.</summary>
    public static string RunChecked(string program, params string[] arguments)
    {
        var result = Run(program, arguments);
        Assert.True(
            result.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    private static bool IsAnythingMissing(string reason, IEnumerable<string> candidates)
    {
        var missing = string.Join(", ", candidates);
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1")
        {
            throw new InvalidOperationException($"IMAGER_REQUIRE_ORACLES=1, but {reason}: {missing}");
        }

        return missing.Length > 0;
    }

    private static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}

/// <summary>What a program left behind.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);
