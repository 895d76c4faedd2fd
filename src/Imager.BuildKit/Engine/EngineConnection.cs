using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Engine;

/// <summary>Open lines to one daemon, and what it can do.</summary>
internal sealed record EngineConnection(
    string Description,
    IGrpcChannel Channel,
    ISessionTransport Sessions,
    EngineAbilities Abilities,
    PrivateEngine? Owned = null)
{
    /// <summary>One cheap request that shows whether the daemon answers.</summary>
    public Func<CancellationToken, Task> ProbeAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>A sentence on what has become of the engine, or nothing.</summary>
    public Task<string> DescribeStateAsync() => Owned?.DescribeStateAsync() ?? Task.FromResult(string.Empty);

    /// <summary>Makes the daemon answer again: starts a private one that has died, waits for any other.</summary>
    /// <exception cref="IOException">It does not answer within <paramref name="patience"/>.</exception>
    /// <exception cref="Imager.Core.ImagerException">The private engine cannot be started again.</exception>
    public async Task ReviveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause < TimeSpan.FromSeconds(1) ? pause * 2 : pause)
        {
            if (Owned is not null)
            {
                await Owned.RestartIfDeadAsync(cancellationToken);
            }

            try
            {
                await ProbeAsync(limit.Token);
                return;
            }
            catch (Exception error) when (error is IOException or GrpcException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (limit.IsCancellationRequested)
                {
                    throw new IOException($"it did not answer within {patience.TotalSeconds:0} s", error);
                }
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
