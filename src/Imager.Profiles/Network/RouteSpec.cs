using System.Net;

namespace Imager.Profiles.Network;

/// <summary>One route: an entry of <c>routes</c>.</summary>
public sealed record RouteSpec
{
    /// <summary><c>family</c>: <c>inet4</c> or <c>inet6</c>.</summary>
    public string? Family { get; init; }

    /// <summary><c>dst</c>: the network; absent means the default route.</summary>
    public IPPrefix? Destination { get; init; }

    /// <summary><c>src</c>: the source address to prefer.</summary>
    public IPAddress? Source { get; init; }

    /// <summary><c>gateway</c>: the next hop.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary><c>outLinkName</c>: the link the route leaves by.</summary>
    public string? OutLinkName { get; init; }

    /// <summary><c>table</c>: one of <see cref="NetworkVocabulary.RoutingTables"/>, almost always <c>main</c>.</summary>
    public string? Table { get; init; }

    /// <summary><c>priority</c>: the metric; lower wins.</summary>
    public uint? Priority { get; init; }

    /// <summary><c>scope</c>: one of <see cref="NetworkVocabulary.Scopes"/>; absent means <c>global</c>.</summary>
    public string? Scope { get; init; }

    /// <summary><c>type</c>: one of <see cref="NetworkVocabulary.RouteTypes"/>, almost always <c>unicast</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>protocol</c>: one of <see cref="NetworkVocabulary.RouteProtocols"/>, almost always <c>static</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary><c>flags</c>: words of <see cref="NetworkVocabulary.RouteFlags"/>, joined by <c>,</c> or <c>|</c>.</summary>
    public string? Flags { get; init; }

    /// <summary><c>mtu</c> in bytes for this route; 0 takes the link's.</summary>
    public uint? Mtu { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
