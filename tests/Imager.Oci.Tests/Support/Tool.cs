using System.Diagnostics;

namespace Imager.Oci.Tests.Support;

/// <summary>Other people's programs: the judges of what we read and write.</summary>
/// <remarks>A missing program skips the test on a laptop and fails it where IMAGER_REQUIRE_ORACLES=1.</remarks>
internal static class Tool
{
    internal static bool IsMissing(params string[] programs)
    {
        var missing = string.Join(", ", programs.Where(program => Find(program) is null));
        return missing.Length > 0 && Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1"
            ? throw new InvalidOperationException($"IMAGER_REQUIRE_ORACLES=1, but not installed: {missing}")
            : missing.Length > 0;
    }

    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program) { RedirectStandardOutput = true, RedirectStandardError = true };
        arguments.ToList().ForEach(start.ArgumentList.Add);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {process.ExitCode}\n{output}\n{await error}");
        return output;
    }

    internal static string? Find(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
