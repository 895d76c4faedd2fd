using System.Net;

namespace Imager.Profiles.Network.Rules;

/// <summary>Hostnames, resolvers, time servers: the sections that allow one entry per layer.</summary>
internal static class NameRules
{
    public static void Check(NetworkDocument document, RuleReport report)
    {
        CheckHostnames(document.Hostnames ?? [], report);
        CheckResolvers(document.Resolvers ?? [], report);
        CheckTimeServers(document.TimeServers ?? [], report);
    }

    private static void CheckHostnames(IReadOnlyList<HostnameSpec> specs, RuleReport report)
    {
        OnePerLayer("hostnames", "hostname", specs.Select(spec => spec.Layer), "keep one", report);
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("hostnames", i));
            report.Layer(entry, spec.Layer);
            report.Required(entry, "hostname", spec.Hostname, "node-1");
            CheckName(entry, "hostname", spec.Hostname, report);
            CheckName(entry, "domainname", spec.Domainname, report);
            if (spec is { Hostname: { } hostname, Domainname: not null } && hostname.Contains('.', StringComparison.Ordinal))
            {
                report.Warning(
                    entry,
                    "hostname",
                    $"\"{hostname}\" holds a domain already, and domainname gives another: keep the first label here.");
            }
        }
    }

    private static void CheckName(EntryPath entry, string field, string? name, RuleReport report)
    {
        if (name is not null && NameText.WhyNoDnsName(name) is { } reason)
        {
            report.Error(entry, field, $"\"{name}\" is no DNS name: {reason}");
        }
    }

    private static void CheckResolvers(IReadOnlyList<ResolverSpec> specs, RuleReport report)
    {
        OnePerLayer(
            "resolvers", "dnsServers", specs.Select(spec => spec.Layer), "join their servers into one entry", report);
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("resolvers", i));
            report.Layer(entry, spec.Layer);
            if (spec is { DnsServers: null or [], SearchDomains: null or [] })
            {
                report.Warning(
                    entry, "dnsServers", "has no server, so the OS takes its defaults: add one, or remove the entry.");
            }

            var seen = new HashSet<IPAddress>();
            foreach (var server in (spec.DnsServers ?? []).Where(server => !seen.Add(server)))
            {
                report.Warning(entry, "dnsServers", $"lists {server} twice: remove one.");
            }

            for (var domain = 0; domain < (spec.SearchDomains?.Count ?? 0); domain++)
            {
                CheckName(entry, $"searchDomains[{domain}]", spec.SearchDomains![domain], report);
            }
        }
    }

    private static void CheckTimeServers(IReadOnlyList<TimeServerSpec> specs, RuleReport report)
    {
        OnePerLayer(
            "timeServers",
            "timeServers",
            specs.Select(spec => spec.Layer),
            "join their servers into one entry",
            report);
        for (var i = 0; i < specs.Count; i++)
        {
            var (spec, entry) = (specs[i], new EntryPath("timeServers", i));
            report.Layer(entry, spec.Layer);
            if (spec.TimeServers is null or [])
            {
                report.Warning(
                    entry, "timeServers", "has no server, so the OS takes its defaults: add one, or remove the entry.");
            }

            for (var server = 0; server < (spec.TimeServers?.Count ?? 0); server++)
            {
                if (!NameText.IsTimeServer(spec.TimeServers![server]))
                {
                    report.Error(
                        entry,
                        $"timeServers[{server}]",
                        $"\"{spec.TimeServers[server]}\" is neither a DNS name nor an IP address: "
                        + "write for example time.cloudflare.com.");
                }
            }
        }
    }

    private static void OnePerLayer(string section, string field, IEnumerable<string?> layers, string advice, RuleReport report)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var layer in layers)
        {
            if (!seen.TryAdd(layer ?? "platform", index))
            {
                report.Error(
                    new EntryPath(section, index),
                    field,
                    $"{section}[{seen[layer ?? "platform"]}] is in layer {layer ?? "platform"} too, "
                    + $"and the OS keeps one of them: {advice}.");
            }

            index++;
        }
    }
}
