using System.Net;
using System.Net.Sockets;

namespace Imager.Profiles.Network.Rules;

internal static class AddressRules
{
    public static void Check(IReadOnlyList<AddressSpec> addresses, LinkTable links, RuleReport report)
    {
        var seen = new Dictionary<(string, IPPrefix), int>();
        for (var i = 0; i < addresses.Count; i++)
        {
            var (spec, entry) = (addresses[i], new EntryPath("addresses", i));
            report.Required(entry, "linkName", spec.LinkName, "eth0");
            report.LinkExists(entry, "linkName", spec.LinkName, links);
            report.Word(entry, "scope", spec.Scope, NetworkVocabulary.Scopes);
            report.Flags(entry, "flags", spec.Flags, NetworkVocabulary.AddressFlags);
            report.Layer(entry, spec.Layer);
            CheckFamily(entry, "address", spec.Family, spec.Address?.Address, report);
            if (spec.Address is not { } address)
            {
                report.Error(entry, "address", "is missing: write for example address: 10.0.0.201/8.");
                continue;
            }

            CheckUsable(entry, address, report);
            if (spec.LinkName is { } link && !seen.TryAdd((link, address), i))
            {
                report.Error(
                    entry,
                    "address",
                    $"{link} has {address} already, from addresses[{seen[(link, address)]}]: remove one of them.");
            }
        }
    }

    /// <summary>The family must be given, be known, and be the address' own.</summary>
    public static void CheckFamily(EntryPath entry, string field, string? family, IPAddress? address, RuleReport report)
    {
        report.RequiredWord(entry, "family", family, NetworkVocabulary.Families);
        if (address is not null && family is "inet4" or "inet6" && FamilyOf(address!) != family)
        {
            report.Error(
                entry,
                "family",
                $"is {family}, but {field} {address} is {FamilyOf(address!)}: write family: {FamilyOf(address!)}.");
        }
    }

    public static string FamilyOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? "inet6" : "inet4";

    private static void CheckUsable(EntryPath entry, IPPrefix prefix, RuleReport report)
    {
        var bytes = prefix.Address.GetAddressBytes();
        if (prefix.IsIPv6 ? bytes[0] == 0xff : bytes[0] is >= 224 and < 240)
        {
            report.Error(
                entry,
                "address",
                $"{prefix.Address} is a multicast address, which no link can hold: write the machine's own address.");
        }
        else if (bytes.All(value => value == 0))
        {
            report.Error(
                entry, "address", $"{prefix.Address} is the unspecified address: write the machine's own address.");
        }
        else if (!prefix.IsIPv6 && prefix.Bits is > 0 and < 31 && IsEdge(prefix))
        {
            report.Warning(
                entry,
                "address",
                $"{prefix.Address} is the network or broadcast address of {prefix.Network()}: others will not answer to it.");
        }
    }

    private static bool IsEdge(IPPrefix prefix)
    {
        var hostMask = uint.MaxValue >> prefix.Bits;
        var host = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(prefix.Address.GetAddressBytes()) & hostMask;
        return host == 0 || host == hostMask;
    }
}
