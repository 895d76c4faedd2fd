namespace Imager.Profiles.Network.Rules;

internal static class WireguardRules
{
    private const int KeyBytes = 32;

    public static void Check(IReadOnlyList<LinkSpec> specs, RuleReport report)
    {
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i].Wireguard is not { } wireguard)
            {
                continue;
            }

            var entry = new EntryPath("links", i);
            report.Required(entry, "wireguard.privateKey", wireguard.PrivateKey, "(the output of wg genkey)");
            CheckKey(entry, "wireguard.privateKey", wireguard.PrivateKey, report);
            if (wireguard.PrivateKey is not null)
            {
                report.Warning(entry, "wireguard.privateKey", "whoever can read the image can read this key.");
            }

            CheckPeers(entry, wireguard.Peers ?? [], report);
        }
    }

    private static void CheckPeers(EntryPath entry, IReadOnlyList<WireguardPeer> peers, RuleReport report)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var (peer, at) = (peers[i], $"wireguard.peers[{i}]");
            report.Required(entry, $"{at}.publicKey", peer.PublicKey, "(the output of wg pubkey)");
            CheckKey(entry, $"{at}.publicKey", peer.PublicKey, report);
            CheckKey(entry, $"{at}.presharedKey", peer.PresharedKey, report);
            if (peer.Endpoint is { } endpoint && !NameText.IsEndpoint(endpoint))
            {
                report.Error(
                    entry,
                    $"{at}.endpoint",
                    $"\"{endpoint}\" is no address and port: write for example 192.0.2.1:51820 or "
                    + "[2001:db8::1]:51820.");
            }

            if (peer.PersistentKeepaliveInterval is { } interval && !NameText.IsDuration(interval))
            {
                report.Error(
                    entry,
                    $"{at}.persistentKeepaliveInterval",
                    $"\"{interval}\" is no duration: write for example 25s.");
            }
        }
    }

    private static void CheckKey(EntryPath entry, string field, string? key, RuleReport report)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 1];
        if (key is not null && (!Convert.TryFromBase64String(key, bytes, out var length) || length != KeyBytes))
        {
            report.Error(entry, field, $"is no key: it must be {KeyBytes} bytes in base64, 44 characters.");
        }
    }
}
