namespace Imager.Profiles.Network;

/// <summary>The settings of a WireGuard link: <c>wireguard</c>.</summary>
public sealed record WireguardSpec
{
    /// <summary><c>privateKey</c>: 32 bytes in base64. Whoever can read the image can read it.</summary>
    public string? PrivateKey { get; init; }

    /// <summary><c>publicKey</c>: printed by the OS; it follows from the private key.</summary>
    public string? PublicKey { get; init; }

    /// <summary><c>listenPort</c>: UDP port, 0 lets the kernel choose.</summary>
    public uint? ListenPort { get; init; }

    /// <summary><c>firewallMark</c> of outgoing packets.</summary>
    public uint? FirewallMark { get; init; }

    /// <summary><c>peers</c>.</summary>
    public IReadOnlyList<WireguardPeer>? Peers { get; init; }
}
