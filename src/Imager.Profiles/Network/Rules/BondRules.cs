namespace Imager.Profiles.Network.Rules;

internal static class BondRules
{
    public static void Check(IReadOnlyList<LinkSpec> specs, RuleReport report)
    {
        var slaves = new Dictionary<(string Master, uint? Index), int>();
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i] is { MasterName: { } master, SlaveIndex: var index })
            {
                // An absent index counts as 0.
                if (!slaves.TryAdd((master, index ?? 0), i))
                {
                    report.Error(
                        new EntryPath("links", i),
                        "slaveIndex",
                        $"links[{slaves[(master, index ?? 0)]}] is slave {index ?? 0} of {master} already: "
                        + "number the slaves 0, 1, 2 ...");
                }
            }
        }

        var masters = slaves.Keys.Select(slave => slave.Master).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i] is { BondMaster: { } bond, Name: var name })
            {
                CheckSettings(new EntryPath("links", i), bond, report);
                if (name is not null && !masters.Contains(name))
                {
                    report.Warning(
                        new EntryPath("links", i),
                        "bondMaster",
                        $"no link is a slave of {name}: write masterName: {name} in the entries of its slaves.");
                }
            }
        }
    }

    private static void CheckSettings(EntryPath entry, BondMasterSpec bond, RuleReport report)
    {
        report.RequiredWord(entry, "bondMaster.mode", bond.Mode, NetworkVocabulary.BondModes);
        report.Word(entry, "bondMaster.xmitHashPolicy", bond.XmitHashPolicy, NetworkVocabulary.BondHashPolicies);
        report.Word(entry, "bondMaster.lacpRate", bond.LacpRate, NetworkVocabulary.LacpRates);
        report.Word(entry, "bondMaster.arpValidate", bond.ArpValidate, NetworkVocabulary.ArpValidate);
        report.Word(entry, "bondMaster.arpAllTargets", bond.ArpAllTargets, NetworkVocabulary.ArpAllTargets);
        report.Word(entry, "bondMaster.primaryReselect", bond.PrimaryReselect, NetworkVocabulary.PrimaryReselect);
        report.Word(entry, "bondMaster.adSelect", bond.AdSelect, NetworkVocabulary.AdSelect);
        CheckMonitoring(entry, bond, report);
        if (bond.LacpRate == "fast" && bond.Mode != "802.3ad")
        {
            report.Warning(
                entry, "bondMaster.lacpRate", $"fast has no effect in mode {bond.Mode}: LACP belongs to 802.3ad.");
        }
    }

    private static void CheckMonitoring(EntryPath entry, BondMasterSpec bond, RuleReport report)
    {
        if (bond.ArpInterval is > 0 && bond.Miimon is > 0)
        {
            report.Error(entry, "bondMaster.arpInterval", "and miimon exclude each other: set one of them to 0.");
        }

        if (bond.ArpInterval is > 0 && NetworkVocabulary.BondModesWithoutArp.Contains(bond.Mode))
        {
            report.Error(
                entry, "bondMaster.arpInterval", $"Linux refuses ARP monitoring in mode {bond.Mode}: use miimon.");
        }

        if (bond.Miimon is null or 0 && bond.ArpInterval is null or 0)
        {
            report.Warning(
                entry,
                "bondMaster.miimon",
                "is not set, nor is arpInterval: the bond does not notice a dead link. Write miimon: 100.");
        }

        CheckDelay(entry, "bondMaster.updelay", bond.UpDelay, bond.Miimon, report);
        CheckDelay(entry, "bondMaster.downdelay", bond.DownDelay, bond.Miimon, report);
    }

    private static void CheckDelay(EntryPath entry, string field, uint? delay, uint? miimon, RuleReport report)
    {
        if (delay is > 0 && miimon is null or 0)
        {
            report.Error(entry, field, $"{delay} needs miimon: Linux refuses a delay without it. Write miimon: 100.");
        }
        else if (delay is > 0 && delay % miimon != 0)
        {
            report.Warning(
                entry,
                field,
                $"{delay} is no multiple of miimon {miimon}: Linux rounds it down to {delay / miimon * miimon}.");
        }
    }
}
