using System.Text;
using Imager.Core;

namespace Imager.Profiles.Network.Rules;

internal static class LinkRules
{
    private const int MaxNameBytes = 15;
    private const uint SmallestMtu = 68;
    private const uint SmallestMtuForIPv6 = 1280;
    private const uint LargestMtu = 65536;

    public static void Check(IReadOnlyList<LinkSpec> specs, LinkTable links, RuleReport report)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("links", i));
            report.Layer(entry, spec.Layer);
            report.Word(entry, "type", spec.Type, NetworkVocabulary.LinkTypes);
            CheckName(entry, spec.Name, report);
            if (spec.Name is { } name && !names.TryAdd(name, i))
            {
                report.Error(
                    entry, "name", $"links[{names[name]}] is called \"{name}\" too: join the two, or rename one.");
            }

            CheckMtu(entry, spec.Mtu, report);
            if (spec.Up is null)
            {
                report.Warning(
                    entry,
                    "up",
                    "is missing, so the link stays down: write up: true, or up: false to say that you mean it.");
            }

            CheckKind(entry, spec, report);
            CheckMaster(entry, spec, links, report);
        }

        BondRules.Check(specs, report);
        VlanRules.Check(specs, links, report);
        WireguardRules.Check(specs, report);
        CheckLoops(specs, links, report);
    }

    private static void CheckName(EntryPath entry, string? name, RuleReport report)
    {
        report.Required(entry, "name", name, "eth0");
        if (name is null)
        {
            return;
        }

        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            report.Error(
                entry,
                "name",
                $"\"{name}\" has {Encoding.UTF8.GetByteCount(name)} bytes; Linux allows {MaxNameBytes}: shorten it.");
        }
        else if (name is "." or ".." || name.Any(IsForbidden))
        {
            report.Error(entry, "name", $"\"{name}\" is no interface name: leave out spaces, \"/\" and \":\".");
        }
    }

    private static bool IsForbidden(char character) =>
        character is '/' or ':' || char.IsWhiteSpace(character) || char.IsControl(character);

    private static void CheckMtu(EntryPath entry, uint? mtu, RuleReport report)
    {
        if (mtu is null or 0)
        {
            return;
        }

        if (mtu is < SmallestMtu or > LargestMtu)
        {
            report.Error(
                entry, "mtu", $"{mtu} is out of range: write {SmallestMtu} to {LargestMtu}, or 0 for the default.");
        }
        else if (mtu < SmallestMtuForIPv6)
        {
            report.Warning(entry, "mtu", $"{mtu} is below {SmallestMtuForIPv6}: Linux turns IPv6 off on such a link.");
        }
    }

    /// <summary>A logical link needs a kind, and a kind needs its block.</summary>
    private static void CheckKind(EntryPath entry, LinkSpec spec, RuleReport report)
    {
        report.Word(entry, "kind", spec.Kind, NetworkVocabulary.LinkKinds);
        if (spec.Logical == true && spec.Kind is null)
        {
            report.Error(
                entry,
                "kind",
                $"is missing, but the link is logical: write one of {string.Join(", ", NetworkVocabulary.LinkKinds)}.");
        }

        if (spec.Logical != true && spec.Kind is not null)
        {
            report.Error(
                entry,
                "logical",
                $"must be true for kind {spec.Kind}, else the OS does not create the link: write logical: true.");
        }

        if (spec.Logical == true && spec.Kind is "bond" or "bridge" or "vlan" or "dummy" && spec.Type is null)
        {
            report.Warning(entry, "type", $"is missing: a {spec.Kind} is an Ethernet link, write type: ether.");
        }

        CheckBlock(entry, "bondMaster", "bond", spec.BondMaster is not null, spec.Kind, report);
        CheckBlock(entry, "vlan", "vlan", spec.Vlan is not null, spec.Kind, report);
        CheckBlock(entry, "wireguard", "wireguard", spec.Wireguard is not null, spec.Kind, report);
        if (spec.BridgeMaster is not null && spec.Kind != "bridge")
        {
            report.Error(
                entry,
                "bridgeMaster",
                $"is only for kind bridge, this link's kind is {spec.Kind ?? "not set"}: remove the block or set "
                + "the kind.");
        }
    }

    private static void CheckBlock(EntryPath entry, string field, string kind, bool isPresent, string? actualKind, RuleReport report)
    {
        if (isPresent && actualKind != kind)
        {
            report.Error(
                entry,
                field,
                $"is only for kind {kind}, this link's kind is {actualKind ?? "not set"}: remove the block or set "
                + "the kind.");
        }
        else if (!isPresent && actualKind == kind)
        {
            report.Error(entry, field, $"is missing: a link of kind {kind} is configured there.");
        }
    }

    private static void CheckMaster(EntryPath entry, LinkSpec spec, LinkTable links, RuleReport report)
    {
        if (spec.SlaveIndex is not null && spec.MasterName is null)
        {
            report.Error(
                entry, "slaveIndex", "a slave without a master: name the bond in masterName, or remove slaveIndex.");
        }

        if (spec.MasterName is not null && spec.BridgeMasterName is not null)
        {
            report.Error(
                entry,
                "bridgeSlave.masterName",
                $"the link is a slave of {spec.MasterName} already: a link has one master, remove one of the two.");
        }

        CheckMasterLink(entry, "masterName", "bond", spec.MasterName, links, report);
        CheckMasterLink(entry, "bridgeSlave.masterName", "bridge", spec.BridgeMasterName, links, report);
    }

    private static void CheckMasterLink(EntryPath entry, string field, string kind, string? master, LinkTable links, RuleReport report)
    {
        if (master is null)
        {
            return;
        }

        if (links.Find(master) is not { } link)
        {
            report.Error(
                entry,
                field,
                $"there is no link \"{master}\".{NearestMatch.Hint(master, links.NamesOfKind(kind))} "
                + $"Add an entry to links with that name and kind: {kind}.");
        }
        else if (link.Kind != kind)
        {
            report.Error(
                entry,
                field,
                $"\"{master}\" is no {kind}, its kind is {link.Kind ?? "not set"}: name a link of kind {kind}.");
        }
    }

    /// <summary>Following masters and parents must end; a link that comes back to itself can never be created.</summary>
    private static void CheckLoops(IReadOnlyList<LinkSpec> specs, LinkTable links, RuleReport report)
    {
        var finished = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < specs.Count; i++)
        {
            var path = new HashSet<string>(StringComparer.Ordinal);
            var current = specs[i];
            while (current is { Name: { } name } && !finished.Contains(name) && !path.Contains(name))
            {
                path.Add(name);
                var above = current.MasterName ?? current.BridgeMasterName ?? current.ParentName;
                current = above is null ? null : links.Find(above);
            }

            if (current is { Name: { } repeated } && path.Contains(repeated))
            {
                report.Error(
                    new EntryPath("links", i),
                    string.Empty,
                    $"the links form a loop: {string.Join(" -> ", path)} -> {repeated}.");
            }

            finished.UnionWith(path);
        }
    }
}
