using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Imager.Core;

namespace Imager.Host;

/// <summary>Runs other programs; they are stopped when the run is cancelled or takes too long.</summary>
public static class ToolRunner
{
    /// <summary>No program we run says more than this; the rest is cut off.</summary>
    private const int MaxOutputChars = 16 << 20;

    /// <summary>The path of a program: itself when it has a folder, else the first in the search path.</summary>
    /// <param name="program">A name or path.</param>
    /// <param name="searchPath">The value of PATH.</param>
    public static string? Find(string program, string? searchPath) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? Path.GetFullPath(program) : null
        : (searchPath ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end, whatever its exit code.</summary>
    /// <exception cref="HostEnvironmentException">It cannot be started.</exception>
    /// <exception cref="DependencyException">It took too long.</exception>
    public static async Task<ToolEnd> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        using var process = Start(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(call.Limit);
        try
        {
            var output = ReadAsync(process.StandardOutput, limit.Token);
            var error = ReadAsync(process.StandardError, limit.Token);
            await WriteAsync(process, call.StandardInput, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolEnd(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DependencyException(
                "IMG5474", $"{Path.GetFileName(call.Program)} did not finish within {call.Limit} and was stopped.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(ToolCall call)
    {
        var start = new ProcessStartInfo(call.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = call.WorkingFolder ?? string.Empty,
        };
        call.Arguments.ToList().ForEach(start.ArgumentList.Add);
        if (call.HasCleanEnvironment)
        {
            start.Environment.Clear();
        }

        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new HostEnvironmentException("IMG4450", $"{call.Program} cannot be run: {error.Message}", error);
        }
    }

    private static async Task WriteAsync(Process process, string text, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended, or closed its input, without reading all: its exit code tells whether that was right.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        for (int count; (count = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Append(buffer, 0, Math.Min(count, Math.Max(0, MaxOutputChars - text.Length)));
        }

        return text.ToString();
    }
}
