namespace Imager.Profiles.Network.Rules;

/// <summary>Operators, and the probes, which are as short.</summary>
internal static class OperatorRules
{
    public static void Check(NetworkDocument document, LinkTable links, RuleReport report)
    {
        var specs = document.Operators ?? [];
        var seen = new Dictionary<(string, string, string?), int>();
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("operators", i));
            report.Layer(entry, spec.Layer);
            report.RequiredWord(entry, "operator", spec.Operator, NetworkVocabulary.Operators);
            report.Required(entry, "linkName", spec.LinkName, "eth0");
            report.LinkExists(entry, "linkName", spec.LinkName, links);
            CheckBlock(entry, "dhcp4", spec.Dhcp4 is not null, spec.Operator, report);
            CheckBlock(entry, "dhcp6", spec.Dhcp6 is not null, spec.Operator, report);
            CheckBlock(entry, "vip", spec.Vip is not null, spec.Operator, report);
            CheckSettings(entry, spec, report);
            if (spec is { Operator: { } kind, LinkName: { } link } && !seen.TryAdd((kind, link, spec.Vip?.IP?.ToString()), i))
            {
                report.Error(
                    entry,
                    "operator",
                    $"operators[{seen[(kind, link, spec.Vip?.IP?.ToString())]}] runs {kind} on {link} already: "
                    + "remove one of them.");
            }
        }

        CheckProbes(document.Probes ?? [], report);
    }

    private static void CheckBlock(EntryPath entry, string name, bool isPresent, string? kind, RuleReport report)
    {
        if (isPresent && kind is not null && kind != name && NetworkVocabulary.Operators.Contains(kind))
        {
            report.Error(
                entry, name, $"is for operator {name}, this one is {kind}: remove the block, or change operator.");
        }
    }

    private static void CheckSettings(EntryPath entry, OperatorSpec spec, RuleReport report)
    {
        if (spec.Operator == "vip" && spec.Vip?.IP is null)
        {
            report.Error(entry, "vip.ip", "is missing: write the shared address, for example ip: 192.168.0.15.");
        }

        if (spec.Dhcp6?.Duid is { } duid && (duid.Length % 2 != 0 || !duid.All(char.IsAsciiHexDigit)))
        {
            report.Error(
                entry,
                "dhcp6.duid",
                $"\"{duid}\" is not hexadecimal: write pairs of digits 0-9 and a-f without separators.");
        }

        foreach (var (field, token) in new[]
        {
            ("vip.equinixMetal.apiToken", spec.Vip?.EquinixMetal?.ApiToken), ("vip.hcloud.apiToken", spec.Vip?.HCloud?.ApiToken),
        })
        {
            if (token is not null)
            {
                report.Warning(entry, field, "whoever can read the image can read this token.");
            }
        }
    }

    private static void CheckProbes(IReadOnlyList<ProbeSpec> probes, RuleReport report)
    {
        for (var i = 0; i < probes.Count; i++)
        {
            var (spec, entry) = (probes[i], new EntryPath("probes", i));
            report.Layer(entry, spec.Layer);
            CheckDuration(entry, "interval", spec.Interval, report);
            CheckDuration(entry, "tcp.timeout", spec.TcpTimeout, report);
            report.Required(entry, "tcp.endpoint", spec.TcpEndpoint, "proxy.example.com:3128");
            if (spec.TcpEndpoint is { } endpoint && !NameText.IsEndpoint(endpoint))
            {
                report.Error(
                    entry,
                    "tcp.endpoint",
                    $"\"{endpoint}\" is no host and port: write for example proxy.example.com:3128.");
            }
        }
    }

    private static void CheckDuration(EntryPath entry, string field, string? duration, RuleReport report)
    {
        if (duration is not null && !NameText.IsDuration(duration))
        {
            report.Error(entry, field, $"\"{duration}\" is no duration: write for example 10s.");
        }
    }
}
