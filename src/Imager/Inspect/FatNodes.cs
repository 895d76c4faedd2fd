using System.Text;
using Imager.Formats.Fat;

namespace Imager.Inspect;

/// <summary>Turns the flat list of a FAT volume into a tree, sorted by name so that equal trees look equal.</summary>
internal sealed class FatNodes(FatVolume fat, InspectSession session)
{
    internal IReadOnlyList<InspectNode> Describe()
    {
        var entries = fat.List();
        session.Count(entries.Count);
        return Below(string.Empty, entries.ToLookup(ParentOf, StringComparer.Ordinal));
    }

    private static string ParentOf(FatEntry entry) => entry.Path[..Math.Max(entry.Path.LastIndexOf('/'), 0)];

    private List<InspectNode> Below(string path, ILookup<string, FatEntry> entries)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        return [.. entries[path]
            .OrderBy(entry => entry.Name, Utf8Order)
            .ThenBy(entry => entry.FirstCluster)
            .Select(entry => entry.IsDirectory
                ? new InspectNode(InspectKind.Directory, entry.Name)
                {
                    // Two directories of one name are damage; what is in either of them is shown in the first.
                    Children = found.Add(entry.Path) ? Below(entry.Path, entries) : [],
                }
                : ProgramNodes.WithProgram(
                    new(InspectKind.File, entry.Name) { SizeBytes = entry.SizeBytes, Facts = Facts(entry), Content = () => fat.Open(entry) },
                    session))];
    }

    private static IReadOnlyList<InspectFact> Facts(FatEntry entry) =>
        entry.Attributes.HasFlag(FatAttributes.ReadOnly) ? [InspectFact.Is("read only", true)] : [];

    private static readonly Comparer<string> Utf8Order = Comparer<string>.Create((left, right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));
}
