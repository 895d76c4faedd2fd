using System.ComponentModel;
using System.Diagnostics;
using Imager.Core;

namespace Imager.Build.Processes;

/// <summary>Runs programs: their lines are handed on as they come, and none of them outlives the run.</summary>
public static class ToolProcess
{
    private const int KeptLines = 20;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program to its end and returns its exit code.</summary>
    /// <exception cref="HostEnvironmentException">There is no such program.</exception>
    public static async Task<int> RunAsync(ToolCall call, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var process = Start(call);
        process.StandardInput.Close();
        var gate = new Lock();
        var reading = Task.WhenAll(
            PumpAsync(process.StandardOutput, Forward), PumpAsync(process.StandardError, Forward));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill(process);

            // What it had written still counts; a grandchild that keeps the pipe open must not keep us.
            await Task.WhenAny(reading, Task.Delay(DrainTime, CancellationToken.None));
            throw;
        }

        await reading;
        return process.ExitCode;

        void Forward(string line)
        {
            lock (gate)
            {
                onLine(line);
            }
        }
    }

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="DependencyException">It ended with another exit code than 0; the message has its last lines.</exception>
    public static async Task RunCheckedAsync(ToolCall call, Action<string> onLine, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        var exitCode = await RunAsync(call, Remember, cancellationToken);
        if (exitCode != 0)
        {
            throw new DependencyException(
                "IMG5302",
                $"{call} ended with exit code {exitCode}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, last)}");
        }

        void Remember(string line)
        {
            last.Enqueue(line);
            if (last.Count > KeptLines)
            {
                last.Dequeue();
            }

            onLine(line);
        }
    }

    /// <summary>Whether a program of this name can be started; sbin folders count though users often lack them in PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Concat(["/usr/sbin", "/sbin"])
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(ToolCall call)
    {
        var start = new ProcessStartInfo(call.Program, call.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = call.WorkingDirectory ?? string.Empty,
        };
        foreach (var (name, value) in call.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new HostEnvironmentException(
                "IMG4300", $"{call.Program} cannot be started: {exception.Message}. Install it and try again.", exception);
        }
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            onLine(line);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }
}
