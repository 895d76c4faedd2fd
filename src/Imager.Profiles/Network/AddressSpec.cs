namespace Imager.Profiles.Network;

/// <summary>One address on one link: an entry of <c>addresses</c>.</summary>
public sealed record AddressSpec
{
    /// <summary><c>address</c>: the address with the length of its network.</summary>
    public IPPrefix? Address { get; init; }

    /// <summary><c>linkName</c>: the link that gets the address, physical or created in <c>links</c>.</summary>
    public string? LinkName { get; init; }

    /// <summary><c>family</c>: <c>inet4</c> or <c>inet6</c>.</summary>
    public string? Family { get; init; }

    /// <summary><c>scope</c>: one of <see cref="NetworkVocabulary.Scopes"/>; absent means <c>global</c>.</summary>
    public string? Scope { get; init; }

    /// <summary><c>flags</c>: words of <see cref="NetworkVocabulary.AddressFlags"/>, joined by <c>,</c> or <c>|</c>.</summary>
    public string? Flags { get; init; }

    /// <summary><c>announceWithARP</c>: send gratuitous ARP when the address is set.</summary>
    public bool? AnnounceWithArp { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
