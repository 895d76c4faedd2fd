using System.Net;

namespace Imager.Profiles.Network;

/// <summary>The DNS servers: an entry of <c>resolvers</c>; one is allowed per layer.</summary>
public sealed record ResolverSpec
{
    /// <summary><c>dnsServers</c>.</summary>
    public IReadOnlyList<IPAddress>? DnsServers { get; init; }

    /// <summary><c>searchDomains</c>; older versions of the OS ignore it.</summary>
    public IReadOnlyList<string>? SearchDomains { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
