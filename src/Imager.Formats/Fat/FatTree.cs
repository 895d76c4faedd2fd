using Imager.Core;
using Imager.Formats.Tree;

namespace Imager.Formats.Fat;

/// <summary>A file tree with FAT names, checked whole; directories and files in the order they get clusters.</summary>
internal sealed record FatTree(IReadOnlyList<FatDirectory> Directories, IReadOnlyList<FatSlot> Files)
{
    private const long MaxFileBytes = uint.MaxValue;
    private const int ListedProblems = 10;

    /// <exception cref="InvalidInputException">Names or nodes that FAT cannot hold; the message lists them.</exception>
    internal static FatTree Create(TreeDirectory root)
    {
        var directories = new List<FatDirectory>();
        var files = new List<FatSlot>();
        var problems = new List<string>();
        var open = new Queue<(FatSlot Slot, FatDirectory? Parent, string Path)>();
        open.Enqueue((new FatSlot(root, new FatName(new byte[FatName.ShortBytes], 0, null)), null, string.Empty));
        while (open.TryDequeue(out var next))
        {
            var children = ((TreeDirectory)next.Slot.Node).Children;
            problems.AddRange(children
                .Select(child => Problem(child) is { } what ? $"\"{next.Path}{child.Name}\" {what}" : null)
                .OfType<string>());
            problems.AddRange(Collisions(children, next.Path));
            var slots = children.Zip(FatName.Assign(children), (child, name) => new FatSlot(child, name)).ToList();
            var directory = new FatDirectory(next.Slot, next.Parent, slots);
            directories.Add(directory);
            files.AddRange(slots.Where(slot => slot.Node is TreeFile));
            slots.Where(slot => slot.Node is TreeDirectory).ToList()
                .ForEach(slot => open.Enqueue((slot, directory, $"{next.Path}{slot.Node.Name}/")));
        }

        return problems.Count == 0 ? new(directories, files) : throw Refuse(problems);
    }

    private static InvalidInputException Refuse(List<string> problems)
    {
        var more = problems.Count > ListedProblems ? $"; and {problems.Count - ListedProblems} more" : string.Empty;
        return new("IMG2213", $"FAT: {string.Join("; ", problems.Take(ListedProblems))}{more}. Rename, split or remove them.");
    }

    private static string? Problem(TreeNode node) => node switch
    {
        TreeSymlink => "is a symbolic link, which FAT does not have",
        TreeSpecial => "is a device, pipe or socket, which FAT does not have",
        TreeFile { Content.LengthBytes: > MaxFileBytes and var length } => $"has {length} bytes; FAT files end at {MaxFileBytes}",
        _ => FatName.Problem(node.Name),
    };

    private static IEnumerable<string> Collisions(IReadOnlyList<TreeNode> children, string path) =>
        children
            .GroupBy(child => child.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => string.Join(" and ", group.Select(child => $"\"{child.Name}\"")))
            .Select(names => $"\"{path}\" holds {names}, one name to FAT");
}
