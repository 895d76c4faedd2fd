namespace Imager.Profiles.Network;

/// <summary>The host name: an entry of <c>hostnames</c>; one is allowed per layer.</summary>
public sealed record HostnameSpec
{
    /// <summary><c>hostname</c>: one label, or a full name.</summary>
    public string? Hostname { get; init; }

    /// <summary><c>domainname</c>: the rest of the full name.</summary>
    public string? Domainname { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
