namespace Imager.Profiles.Network;

/// <summary>A check of the network's health: an entry of <c>probes</c>.</summary>
public sealed record ProbeSpec
{
    /// <summary><c>interval</c>: a duration such as <c>1s</c>.</summary>
    public string? Interval { get; init; }

    /// <summary><c>failureThreshold</c>: failures in a row before the check counts as failed.</summary>
    public uint? FailureThreshold { get; init; }

    /// <summary><c>tcp.endpoint</c>: <c>host:port</c>.</summary>
    public string? TcpEndpoint { get; init; }

    /// <summary><c>tcp.timeout</c>: a duration such as <c>10s</c>.</summary>
    public string? TcpTimeout { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
