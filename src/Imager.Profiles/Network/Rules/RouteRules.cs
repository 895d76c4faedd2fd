using System.Net;

namespace Imager.Profiles.Network.Rules;

internal static class RouteRules
{
    /// <summary>A link with more addresses than this is not searched for the gateway's network.</summary>
    private const int GatewayCheckLimit = 64;

    public static void Check(NetworkDocument document, LinkTable links, RuleReport report)
    {
        var routes = document.Routes ?? [];
        var addresses = (document.Addresses ?? []).Where(spec => spec is { LinkName: not null, Address: not null })
            .ToLookup(spec => spec.LinkName!, spec => spec.Address!, StringComparer.Ordinal);
        var seen = new Dictionary<(string?, string?, IPPrefix?, IPAddress?, uint?, string?), int>();
        for (var i = 0; i < routes.Count; i++)
        {
            var (spec, entry) = (routes[i], new EntryPath("routes", i));
            CheckWords(entry, spec, report);
            CheckFamilies(entry, spec, report);
            CheckDestination(entry, spec, report);
            CheckGateway(entry, spec, addresses, report);
            report.LinkExists(entry, "outLinkName", spec.OutLinkName, links);
            var identity = (spec.Family, spec.Table, spec.Destination?.Network(), spec.Gateway, spec.Priority, spec.OutLinkName);
            if (!seen.TryAdd(identity, i))
            {
                report.Error(
                    entry,
                    string.Empty,
                    $"routes[{seen[identity]}] is the same route: remove one of them, or give them different "
                    + "priorities.");
            }
        }
    }

    private static void CheckWords(EntryPath entry, RouteSpec spec, RuleReport report)
    {
        report.Layer(entry, spec.Layer);
        report.Word(entry, "scope", spec.Scope, NetworkVocabulary.Scopes);
        report.Flags(entry, "flags", spec.Flags, NetworkVocabulary.RouteFlags);
        Usual(entry, "table", spec.Table, NetworkVocabulary.RoutingTables, report);
        Usual(entry, "type", spec.Type, NetworkVocabulary.RouteTypes, report);
        Usual(entry, "protocol", spec.Protocol, NetworkVocabulary.RouteProtocols, report);
    }

    /// <summary>Absent means "unspec" to the OS, which is never what an author wants; the first word of each list is.</summary>
    private static void Usual(EntryPath entry, string field, string? word, IReadOnlyList<string> words, RuleReport report)
    {
        report.Word(entry, field, word, words);
        if (word is null)
        {
            report.Warning(entry, field, $"is missing: write {field}: {words[0]}, as nearly all routes have.");
        }
    }

    private static void CheckFamilies(EntryPath entry, RouteSpec spec, RuleReport report)
    {
        AddressRules.CheckFamily(entry, "gateway", spec.Family, spec.Gateway, report);
        foreach (var (field, address) in new[] { ("dst", spec.Destination?.Address), ("src", spec.Source) })
        {
            if (address is not null && spec.Family is "inet4" or "inet6" && AddressRules.FamilyOf(address!) != spec.Family)
            {
                report.Error(
                    entry,
                    field,
                    $"{address} is {AddressRules.FamilyOf(address!)}, but the route's family is {spec.Family}: "
                    + "all addresses of a route share one family.");
            }
        }
    }

    private static void CheckDestination(EntryPath entry, RouteSpec spec, RuleReport report)
    {
        if (spec.Destination is { } destination && destination.Network() is var network && !network.Address.Equals(destination.Address))
        {
            report.Error(entry, "dst", $"{destination} has host bits set, which Linux refuses: write {network}.");
        }

        if (spec is { Gateway: null, OutLinkName: null } && !NetworkVocabulary.RouteTypesWithoutLink.Contains(spec.Type ?? "unicast"))
        {
            report.Error(
                entry,
                "gateway",
                "and outLinkName are both missing: the route leads nowhere. Write at least one of them.");
        }
    }

    private static void CheckGateway(EntryPath entry, RouteSpec spec, ILookup<string, IPPrefix> addresses, RuleReport report)
    {
        if (spec is not { Gateway: { } gateway, OutLinkName: { } link } || gateway.IsIPv6LinkLocal)
        {
            return;
        }

        if (gateway.Equals(IPAddress.Any) || gateway.Equals(IPAddress.IPv6Any))
        {
            report.Error(
                entry,
                "gateway",
                $"{gateway} is the unspecified address: write the router's address, or leave gateway out.");
            return;
        }

        var own = addresses[link]
            .Where(prefix => AddressRules.FamilyOf(prefix.Address) == spec.Family)
            .Take(GatewayCheckLimit + 1)
            .ToArray();
        if (own.Length is > 0 and <= GatewayCheckLimit && !own.Any(prefix => prefix.Contains(gateway)))
        {
            report.Warning(
                entry,
                "gateway",
                $"{gateway} is in none of the networks of {link} ({string.Join(", ", own.Take(4).Select(prefix => prefix.Network()))}): "
                + "unless another route leads to it, Linux refuses this one.");
        }
    }
}
