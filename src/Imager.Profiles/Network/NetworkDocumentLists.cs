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
        "addresses" => Add(Addresses, item, NetworkDocumentReader.Address),
        "links" => Add(Links, item, NetworkDocumentReader.Link),
        "routes" => Add(Routes, item, NetworkDocumentReader.Route),
        "hostnames" => Add(Hostnames, item, NetworkDocumentReader.Hostname),
        "resolvers" => Add(Resolvers, item, NetworkDocumentReader.Resolver),
        "timeServers" => Add(TimeServers, item, NetworkDocumentReader.TimeServer),
        "operators" => Add(Operators, item, NetworkDocumentReader.Operator),
        "probes" => Add(Probes, item, NetworkDocumentReader.Probe),
        _ => false,
    };

    private bool Add<T>(List<T> list, YamlNode item, Func<MappingReader, T> read)
    {
        list.Add(read(MappingReader.Of(item, problems)));
        return true;
    }
}
