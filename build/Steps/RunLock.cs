using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>Held by every run in a repository, so that cleaning waits until nobody else works there.</summary>
public sealed class RunLock(BuildPaths paths, ICakeLog log) : IDisposable
{
    private const string Name = "run";

    private StepLock? held;

    /// <summary>Joins the other runs; waits while one is cleaning.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            held = await StepLock.ShareAsync(
                paths, Name, () => log.Information($"another run is cleaning {paths.Show(paths.Artifacts)}; waiting"), cancellationToken);
        }
        catch (FileAccessException)
        {
            // Not every task writes to artifacts; those that do say what is wrong.
        }
    }

    /// <summary>Does something while no other run works here.</summary>
    /// <exception cref="FileAccessException">The artifacts folder cannot be written.</exception>
    public async Task RunAloneAsync(Action work, CancellationToken cancellationToken)
    {
        Dispose();
        using (await StepLock.AcquireAsync(
            paths, Name, () => log.Information($"another run is working in {paths.Show(paths.Artifacts)}; waiting"), cancellationToken))
        {
            work();
        }

        await EnterAsync(cancellationToken);
    }

    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }
}
