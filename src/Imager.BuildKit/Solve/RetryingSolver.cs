using Imager.BuildKit.Engine;
using Imager.BuildKit.Session;
using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>
/// Solves again after the connection to the engine was lost. The engine keeps finished steps, so only the one that was
/// running starts again.
/// </summary>
internal sealed class RetryingSolver(
    EngineConnection engine, DockerCredentials credentials, RetryLimits limits, Action<string> notice)
{
    public async Task<BuildResult> RunAsync(
        BuildRequest request, IBuildProgress progress, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await new Solver(engine, credentials).RunAsync(request, progress, cancellationToken);
            }
            catch (LostConnectionException lost)
            {
                if (attempt >= limits.Attempts || !isWanted())
                {
                    throw attempt == 1 ? lost.Explanation : GivenUp(lost, attempt);
                }

                notice(
                    $"the connection to the engine was lost ({lost.Reason}); trying again, attempt {attempt + 1} of "
                    + $"{limits.Attempts}. Finished steps are in its cache.");
                await ReviveAsync(lost, cancellationToken);
            }
        }
    }

    private async Task ReviveAsync(LostConnectionException lost, CancellationToken cancellationToken)
    {
        try
        {
            await engine.ReviveAsync(limits.Patience, cancellationToken);
        }
        catch (IOException error)
        {
            throw new DependencyException(
                "IMG5430",
                $"{lost.Explanation.Message} Waiting for it was in vain: {error.Message}. Start the engine again first.",
                error);
        }
    }

    private static DependencyException GivenUp(LostConnectionException lost, int attempts) => new(
        "IMG5431",
        $"{lost.Explanation.Message} This was attempt {attempts}, and each one lost the connection: look at the engine's "
        + "log, its memory (a killed daemon) and the network between.",
        lost);
}

/// <summary>How often and how long a lost engine is waited for.</summary>
/// <param name="Attempts">Solves in all, the first one included.</param>
/// <param name="Patience">Time for the engine to answer again, each time.</param>
internal sealed record RetryLimits(int Attempts, TimeSpan Patience);
