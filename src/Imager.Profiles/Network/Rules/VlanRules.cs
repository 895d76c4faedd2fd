namespace Imager.Profiles.Network.Rules;

internal static class VlanRules
{
    private const uint LastId = 4094;

    public static void Check(IReadOnlyList<LinkSpec> specs, LinkTable links, RuleReport report)
    {
        var seen = new Dictionary<(string, uint, string?), int>();
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("links", i));
            if (spec.Kind != "vlan")
            {
                continue;
            }

            if (spec.ParentName is null)
            {
                report.Error(
                    entry, "parentName", "is missing: a VLAN needs the link it runs on, for example parentName: eth0.");
            }

            report.LinkExists(entry, "parentName", spec.ParentName, links);
            CheckMtu(entry, spec, links, report);
            if (spec.Vlan is not { } vlan)
            {
                continue;
            }

            report.RequiredWord(entry, "vlan.vlanProtocol", vlan.Protocol, NetworkVocabulary.VlanProtocols);
            if (vlan.VlanId is not (>= 1 and <= LastId) and var id)
            {
                report.Error(
                    entry,
                    "vlan.vlanID",
                    $"{(id is null ? "is missing" : $"{id} is out of range")}: write 1 to {LastId}.");
            }
            else if (spec.ParentName is { } parent && !seen.TryAdd((parent, vlan.VlanId.Value, vlan.Protocol), i))
            {
                report.Error(
                    entry,
                    "vlan.vlanID",
                    $"links[{seen[(parent, vlan.VlanId.Value, vlan.Protocol)]}] is VLAN {vlan.VlanId} on {parent} already: "
                    + "remove one of them.");
            }
        }
    }

    private static void CheckMtu(EntryPath entry, LinkSpec spec, LinkTable links, RuleReport report)
    {
        if (spec.Mtu is > 0 && spec.ParentName is { } parent && links.Find(parent) is { Mtu: > 0 } link && spec.Mtu > link.Mtu)
        {
            report.Error(
                entry,
                "mtu",
                $"{spec.Mtu} is above the {link.Mtu} of its parent {parent}: lower this one or raise the parent's.");
        }
    }
}
