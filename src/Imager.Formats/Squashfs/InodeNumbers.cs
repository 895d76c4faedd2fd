using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>Numbers the inodes from 1: the root, then each directory's children one after the other, so that listings can name them
/// by small differences.</summary>
internal sealed class InodeNumbers
{
    private readonly Dictionary<string, uint> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (uint Number, uint Names)> groups = new(StringComparer.Ordinal);

    internal InodeNumbers(TreeDirectory root)
    {
        numbers.Add(string.Empty, ++Count);
        NumberChildren(root, string.Empty);
    }

    internal uint Count { get; private set; }

    internal uint Of(string path) => numbers[path];

    /// <summary>How many names the file has.</summary>
    internal uint NamesOf(TreeNode node) => node is TreeFile { LinkGroup: { } group } ? groups[group].Names : 1;

    private void NumberChildren(TreeDirectory directory, string prefix)
    {
        foreach (var child in directory.Children)
        {
            var number = child is TreeFile { LinkGroup: { } group } ? NumberOf(group) : ++Count;
            numbers.Add(prefix + child.Name, number);
        }

        foreach (var child in directory.Children.OfType<TreeDirectory>())
        {
            NumberChildren(child, $"{prefix}{child.Name}/");
        }
    }

    private uint NumberOf(string group)
    {
        var (number, names) = groups.TryGetValue(group, out var known) ? known : (++Count, 0u);
        groups[group] = (number, names + 1);
        return number;
    }
}
