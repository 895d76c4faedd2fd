using System.Runtime.InteropServices;

namespace Imager.Build.Make;

/// <summary>Turns Ctrl-C and SIGTERM into a token; a second one ends the process the hard way.</summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Interruption()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The default action of the signal is what a second Ctrl-C asks for.
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
