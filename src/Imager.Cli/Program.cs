using System.Runtime.InteropServices;
using Imager.Cli;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// SIGXFSZ: a limit on file sizes (ulimit -f) becomes an error like a full disk instead of killing the process.
using var fileSize = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, context => context.Cancel = true);
return await ImagerCommand.RunAsync(args, new ConsoleHost(), cancellation.Token);

void Stop(PosixSignalContext context)
{
    // The first signal asks the run to clean up; the second one, no longer cancelled here, kills the process.
    context.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}
