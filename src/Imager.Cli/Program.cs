using System.Runtime.InteropServices;
using Imager.Cli;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await ImagerCommand.RunAsync(args, new ConsoleHost(), cancellation.Token);

void Stop(PosixSignalContext context)
{
    // The first signal asks the run to clean up; the second one, no longer cancelled here, kills the process.
    context.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}
