namespace Imager.Profiles.Network.Rules;

/// <summary>The links of a document by name; of links that share a name, the first.</summary>
internal sealed class LinkTable
{
    private static readonly string[] LogicalPrefixes = ["bond", "br", "vlan", "wg", "dummy", "veth", "team"];

    private readonly Dictionary<string, LinkSpec> _links = new(StringComparer.Ordinal);

    public LinkTable(IReadOnlyList<LinkSpec> links)
    {
        foreach (var link in links)
        {
            if (link.Name is { } name)
            {
                _links.TryAdd(name, link);
            }
        }
    }

    public IEnumerable<string> LogicalNames => _links.Where(link => link.Value.Logical == true).Select(link => link.Key);

    public IEnumerable<string> NamesOfKind(string kind) => _links.Where(link => link.Value.Kind == kind).Select(link => link.Key);

    public LinkSpec? Find(string name) => _links.GetValueOrDefault(name);

    /// <summary>Whether hardware is hardly ever called that: <c>bond0</c>, <c>br0</c>, <c>eth0.100</c>.</summary>
    public static bool LooksLogical(string name) =>
        name.Contains('.', StringComparison.Ordinal)
        || LogicalPrefixes.Any(prefix =>
            name.StartsWith(
                prefix,
                StringComparison.Ordinal) && name.Length > prefix.Length && char.IsAsciiDigit(name[prefix.Length]));
}
