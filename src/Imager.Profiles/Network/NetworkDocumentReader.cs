using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network;

/// <summary>Reads network documents by their schema, with every problem and its place.</summary>
internal static class NetworkDocumentReader
{
    public static NetworkDocumentResult Read(string text, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sourceName);
        var problems = new ProblemList(sourceName);
        var lists = new NetworkDocumentLists(problems);
        var roots = YamlNodeReader.ReadAll(text, problems, lists.Take);
        if (roots.Count > 1)
        {
            problems.Error(
                roots[1], "a second document starts here, which the OS ignores: keep one document per META value.");
        }

        if (problems.HasErrors && roots.Count == 0)
        {
            return new NetworkDocumentResult(null, problems.All);
        }

        if (roots.Count == 0 || roots[0].IsNull)
        {
            problems.Error(
                1,
                1,
                "the document is empty: write at least one section, for example addresses, or leave the META key out.");
            return new NetworkDocumentResult(null, problems.All);
        }

        if (roots[0].Kind != YamlKind.Mapping)
        {
            problems.Error(
                roots[0],
                "a network document is a mapping with sections such as addresses and links, not "
                + $"{roots[0].Describe()}.");
            return new NetworkDocumentResult(null, problems.All);
        }

        var document = Document(MappingReader.Of(roots[0], problems), lists);
        return new NetworkDocumentResult(document, Combine(document, text, problems));
    }

    /// <summary>Adds the validator's findings with their place in the text, and leaves out those a bad value already explains.</summary>
    private static List<DocumentProblem> Combine(NetworkDocument document, string text, ProblemList problems)
    {
        var found = NetworkDocumentValidator.Validate(document, problems.SourceName);
        if (found.Count == 0 && problems.All.Count == 0)
        {
            return [];
        }

        // The entries were not kept while reading; only a document with findings is read again, for their places.
        var root = YamlNodeReader.ReadAll(text, new ProblemList(problems.SourceName))[0];
        var explained = problems.All.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
        return problems.All
            .Concat(found.Where(problem => !explained.Contains(problem.Path)).Select(problem => Place(problem, root)))
            .OrderBy(problem => problem.Line)
            .ThenBy(problem => problem.Column)
            .ToList();
    }

    private static DocumentProblem Place(DocumentProblem problem, YamlNode root)
    {
        var node = root.Locate(problem.Path);
        return problem with { Line = node.Line, Column = node.Column };
    }

    private static NetworkDocument Document(MappingReader map, NetworkDocumentLists lists)
    {
        INetworkFields fields = map;
        var document = new NetworkDocument
        {
            Addresses = Joined(lists.Addresses, fields.Maps<AddressSpec>("addresses", null, NetworkDocumentSchema.Address)),
            Links = Joined(lists.Links, fields.Maps<LinkSpec>("links", null, NetworkDocumentSchema.Link)),
            Routes = Joined(lists.Routes, fields.Maps<RouteSpec>("routes", null, NetworkDocumentSchema.Route)),
            Hostnames = Joined(lists.Hostnames, fields.Maps<HostnameSpec>("hostnames", null, NetworkDocumentSchema.Hostname)),
            Resolvers = Joined(lists.Resolvers, fields.Maps<ResolverSpec>("resolvers", null, NetworkDocumentSchema.Resolver)),
            TimeServers = Joined(lists.TimeServers, fields.Maps<TimeServerSpec>("timeServers", null, NetworkDocumentSchema.TimeServer)),
            Operators = Joined(lists.Operators, fields.Maps<OperatorSpec>("operators", null, NetworkDocumentSchema.Operator)),
            ExternalIPs = map.Addresses("externalIPs"),
            Probes = Joined(lists.Probes, fields.Maps<ProbeSpec>("probes", null, NetworkDocumentSchema.Probe)),
            Metadata = fields.Map<PlatformMetadata>("metadata", null, NetworkDocumentSchema.Metadata),
        };
        map.End();
        return document;
    }

    /// <summary>What was taken while reading, then what was not (an anchored or merged list); null when the key is absent.</summary>
    private static List<T>? Joined<T>(List<T> taken, IReadOnlyList<T>? left) =>
        left is null ? null : left.Count == 0 ? taken : [.. taken, .. left];
}
