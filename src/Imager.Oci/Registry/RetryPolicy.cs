namespace Imager.Oci.Registry;

/// <summary>How often a failed request is repeated, and how long it waits before.</summary>
/// <remarks>Doubling waits without jitter; the wait itself is injected, so tests need no time. No wait reaches an output.</remarks>
public sealed record RetryPolicy
{
    /// <summary>Requests altogether, the first included.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The wait before the second request; doubles from then on.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No wait is longer, whatever a server asks for.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for the next bytes or the head of an answer before a request counts as failed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits.</summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>The wait after <paramref name="failures"/> failed requests; a server's Retry-After lengthens it.</summary>
    public TimeSpan DelayAfter(int failures, TimeSpan? retryAfter = null)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        delay = retryAfter > delay ? retryAfter.Value : delay;
        return delay < MaxDelay ? delay : MaxDelay;
    }
}
