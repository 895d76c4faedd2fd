namespace Imager.Profiles.Network;

/// <summary>The NTP servers: an entry of <c>timeServers</c>; one is allowed per layer.</summary>
public sealed record TimeServerSpec
{
    /// <summary><c>timeServers</c>: names or addresses.</summary>
    public IReadOnlyList<string>? TimeServers { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
