using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network;

/// <summary>Takes the entries of a network document's lists while the text is read, so that their nodes need not be kept.</summary>
internal sealed class NetworkDocumentLists(ProblemList problems)
{
    public List<AddressSpec> Addresses { get; } = [];

    public List<LinkSpec> Links { get; } = [];

    public List<RouteSpec> Routes { get; } = [];

    public List<HostnameSpec> Hostnames { get; } = [];

    public List<ResolverSpec> Resolvers { get; } = [];

    public List<TimeServerSpec> TimeServers { get; } = [];

    public List<OperatorSpec> Operators { get; } = [];

    public List<ProbeSpec> Probes { get; } = [];

    /// <summary>False for lists that are not made of entries; these stay in the tree.</summary>
    public bool Take(string section, YamlNode item) => section switch
    {
        "addresses" => Add(Addresses, item, NetworkDocumentSchema.Address),
        "links" => Add(Links, item, NetworkDocumentSchema.Link),
        "routes" => Add(Routes, item, NetworkDocumentSchema.Route),
        "hostnames" => Add(Hostnames, item, NetworkDocumentSchema.Hostname),
        "resolvers" => Add(Resolvers, item, NetworkDocumentSchema.Resolver),
        "timeServers" => Add(TimeServers, item, NetworkDocumentSchema.TimeServer),
        "operators" => Add(Operators, item, NetworkDocumentSchema.Operator),
        "probes" => Add(Probes, item, NetworkDocumentSchema.Probe),
        _ => false,
    };

    private bool Add<T>(List<T> list, YamlNode item, Func<INetworkFields, T?, T> fields)
    {
        var map = MappingReader.Of(item, problems);
        list.Add(fields(map, default));
        map.End();
        return true;
    }
}
