using System.Diagnostics;
using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>Boots a machine and reads its serial console until it powers off, says the awaited line, or runs out of time.</summary>
public static class QemuRunner
{
    /// <summary>Runs the machine; <paramref name="onLine"/> gets each console line as it comes.</summary>
    /// <remarks>The UEFI variables live in a copy inside <paramref name="workFolder"/>, which is removed at the end.</remarks>
    /// <exception cref="HostEnvironmentException">QEMU or the firmware is not installed.</exception>
    /// <exception cref="DependencyException">QEMU itself refused to run.</exception>
    public static async Task<QemuResult> RunAsync(
        QemuMachine machine, string workFolder, QemuLimits limits, Action<string> onLine, CancellationToken cancellationToken)
    {
        if (!ToolProcess.Exists(machine.Program))
        {
            var package = machine.Architecture == Architecture.Arm64 ? "qemu-system-arm" : "qemu-system-x86";
            throw new HostEnvironmentException("IMG4304", $"{machine.Program} is missing. Run: sudo apt-get install {package}");
        }

        var lines = new List<string>();
        var clock = Stopwatch.StartNew();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stopping.CancelAfter(limits.Timeout);
        var stopped = false;
        Directory.CreateDirectory(workFolder);
        try
        {
            var call = new ToolCall(machine.Program, QemuArguments.Build(machine, PrepareFirmware(machine, workFolder)))
            {
                // Snapshots of drives grow here and not in a small /tmp.
                Environment = new Dictionary<string, string> { ["TMPDIR"] = workFolder },
            };
            var exitCode = await ToolProcess.RunAsync(call, Take, stopping.Token);
            return exitCode == 0
                ? new(QemuEnd.PoweredOff, lines, clock.Elapsed)
                : throw new DependencyException(
                    "IMG5306", $"{call} ended with exit code {exitCode}:{Environment.NewLine}{string.Join(Environment.NewLine, lines.TakeLast(5))}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(stopped ? QemuEnd.StopLine : QemuEnd.TimedOut, lines, clock.Elapsed);
        }
        finally
        {
            Directory.Delete(workFolder, recursive: true);
        }

        void Take(string raw)
        {
            // Lines that were still in the pipe when the machine was stopped are not part of the result.
            if (stopped)
            {
                return;
            }

            var line = TerminalText.Plain(raw);
            lines.Add(line);
            onLine(line);
            if (limits.StopAt(line))
            {
                stopped = true;
                stopping.Cancel();
            }
        }
    }

    private static OvmfFiles? PrepareFirmware(QemuMachine machine, string workFolder)
    {
        if (machine.Firmware == QemuFirmware.Bios)
        {
            return null;
        }

        var installed = OvmfFiles.Find(machine.Architecture);
        var variables = Path.Combine(workFolder, "uefi-variables.fd");
        File.Copy(installed.Variables, variables, overwrite: true);
        return installed with { Variables = variables };
    }
}
