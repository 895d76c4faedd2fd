using System.ComponentModel;
using System.Diagnostics;
using Imager.Core;

namespace Imager.BuildKit.Host;

/// <summary>Real processes.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    private static readonly string[] SystemFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

    public string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(SystemFolders) // a user's PATH often lacks them
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    public async Task<ProcessOutcome> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        using var process = Launch(command, captured: true);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            if (command.Input is not null)
            {
                await process.StandardInput.WriteAsync(command.Input.AsMemory(), cancellationToken);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public IRunningProcess Start(ProcessCommand command) => new Running(Launch(command, captured: false));

    private Process Launch(ProcessCommand command, bool captured)
    {
        var start = new ProcessStartInfo(Find(command.Program) ?? command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = captured,
            RedirectStandardError = captured,
            UseShellExecute = false,
        };
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new HostEnvironmentException(
                "IMG4112",
                $"{command.Program} cannot be started: {error.Message}. Install it or put it into PATH.",
                error);
        }
    }

    private sealed class Running(Process process) : IRunningProcess
    {
        public int Id => process.Id;

        public bool HasExited => process.HasExited;

        public void CloseInput() => process.StandardInput.Close();

        public void Kill() => process.Kill();

        public async Task<int> WaitAsync(CancellationToken cancellationToken)
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }

        public void Dispose() => process.Dispose();
    }
}
