namespace Imager.Profiles.Network;

/// <summary>One peer of a WireGuard link: an entry of <c>wireguard.peers</c>.</summary>
public sealed record WireguardPeer
{
    /// <summary><c>publicKey</c>: 32 bytes in base64.</summary>
    public string? PublicKey { get; init; }

    /// <summary><c>presharedKey</c>: 32 bytes in base64.</summary>
    public string? PresharedKey { get; init; }

    /// <summary><c>endpoint</c>: <c>address:port</c>, IPv6 in brackets.</summary>
    public string? Endpoint { get; init; }

    /// <summary><c>persistentKeepaliveInterval</c>: a duration such as <c>25s</c>.</summary>
    public string? PersistentKeepaliveInterval { get; init; }

    /// <summary><c>allowedIPs</c>: networks behind the peer.</summary>
    public IReadOnlyList<IPPrefix>? AllowedIPs { get; init; }
}
