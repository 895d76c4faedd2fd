using Imager.Core;
using Imager.Profiles.Meta;

namespace Imager.Inspect;

/// <summary>The address of a part of an image: <c>[VOLUME:][PATH][#SECTION]</c>.</summary>
/// <remarks>
/// <c>EFI:/EFI/Linux/Talos.efi#.cmdline</c>, <c>BOOT:/A/vmlinuz</c>, <c>META:0xa</c>, <c>boot/vmlinuz</c> (in an ISO or a bare file
/// system), <c>#.osrel</c> (in a UKI), <c>BIOS:</c> (a whole partition), <c>EFI:/</c> (its tree). A volume is a partition by name or
/// number, or a boot image of an ISO, <c>UEFI</c> or <c>BIOS</c>.
/// </remarks>
public sealed record ImageAddress(string? Volume, string Path, string? Section)
{
    /// <summary>Takes an address apart. Whether it exists is another question.</summary>
    public static ImageAddress Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var hasVolume = colon > 0 && !text.AsSpan(0, colon).ContainsAny('/', '#');
        var rest = hasVolume ? text[(colon + 1)..] : text;
        var hash = rest.LastIndexOf('#');
        return new(
            hasVolume ? text[..colon] : null,
            hash < 0 ? rest : rest[..hash],
            hash < 0 ? null : rest[(hash + 1)..]);
    }

    /// <summary>The part of <paramref name="root"/> that this address names.</summary>
    /// <exception cref="InvalidInputException">There is none; the message names what comes closest.</exception>
    public InspectNode Find(InspectNode root)
    {
        var start = Volume is null ? root : FindVolume(root, Volume);
        var node = Path.Length == 0 ? start : FindPath(start);
        return Section is null ? node : FindSection(node, Section);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (Volume is null ? string.Empty : $"{Volume}:") + Path + (Section is null ? string.Empty : $"#{Section}");

    private static InspectNode FindVolume(InspectNode root, string name)
    {
        var volumes = Visible(root).Where(node => InspectKinds.IsVolume(node.Kind)).ToList();
        var found = volumes.FirstOrDefault(node => node.Name == name)
            ?? volumes.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? volumes.FirstOrDefault(node => NumberOf(node) == name);
        if (found is null && name.Equals("META", StringComparison.OrdinalIgnoreCase)
            && Visible(root).FirstOrDefault(node => node.Kind == InspectKind.Meta) is { } dump)
        {
            return dump;
        }

        return found switch
        {
            null => throw new InvalidInputException(
                "IMG2810",
                volumes.Count == 0
                    ? $"the image has no partitions, so no \"{name}\". Leave \"{name}:\" away."
                    : $"the image has no partition or boot image \"{name}\".{NearestMatch.Hint(name, volumes.Select(v => v.Name))} "
                        + $"It has: {string.Join(", ", volumes.Select(Describe))}."),
            { SameAs: { } twin } => FindVolume(root, twin),
            _ => found,
        };
    }

    private static string? NumberOf(InspectNode volume) => volume.Facts.FirstOrDefault(fact => fact.Name == "number")?.Text;

    private static string Describe(InspectNode volume) =>
        volume.Name.Length > 0 ? volume.Name : NumberOf(volume) ?? InspectKinds.Title(volume.Kind);

    /// <summary>What can be named without naming what it is in.</summary>
    private static IEnumerable<InspectNode> Visible(InspectNode node) =>
        node.Children.SelectMany(child => InspectKinds.IsTransparent(child.Kind) ? Visible(child).Prepend(child) : [child]);

    private static bool IsNamed(InspectNode node) => node.Kind
        is InspectKind.Directory or InspectKind.File or InspectKind.Symlink or InspectKind.Member or InspectKind.Value;

    private static InspectNode? Match(IReadOnlyList<InspectNode> candidates, string name) =>
        candidates.FirstOrDefault(node => node.Name == name)
        ?? candidates.FirstOrDefault(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (MetaKey.TryFind(name, out var key)
            ? candidates.FirstOrDefault(node => node.Kind == InspectKind.Value && node.Name == MetaKey.Format(key))
            : null);

    private InspectNode FindPath(InspectNode start)
    {
        var parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return Visible(start).Prepend(start).FirstOrDefault(node => InspectKinds.IsFileSystem(node.Kind))
                ?? throw NotFound(start, "/", []);
        }

        var node = start;
        for (var index = 0; index < parts.Length; index++)
        {
            var candidates = Visible(node).Where(IsNamed).ToList();

            // Archives keep whole paths as names; of equal ones the kernel unpacks the last one over the others.
            var whole = string.Join('/', parts[index..]);
            var next = candidates.LastOrDefault(candidate => index == 0 && candidate.Name.Trim('/') == whole)
                ?? Match(candidates, parts[index])
                ?? throw NotFound(node, whole, candidates);
            if (next.Name.Trim('/') == whole)
            {
                return next;
            }

            node = next;
        }

        return node;
    }

    private InvalidInputException NotFound(InspectNode parent, string name, List<InspectNode> candidates)
    {
        var first = name.Split('/')[0];
        var place = parent.Name.Length > 0 ? $"{InspectKinds.Title(parent.Kind)} \"{parent.Name}\"" : InspectKinds.Title(parent.Kind);
        var problem = parent.Walk().SelectMany(node => node.Problems).FirstOrDefault();
        return new(
            "IMG2811",
            $"\"{this}\": the {place} has no \"{(name == "/" ? "file system that can be read" : first)}\"."
            + NearestMatch.Hint(first, candidates.Take(10_000).Select(node => node.Name))
            + (candidates.Count is > 0 and <= 12 ? $" It has: {string.Join(", ", candidates.Select(node => node.Name))}." : string.Empty)
            + (problem is null ? string.Empty : $" Some of it could not be read: {problem}"));
    }

    private static InspectNode FindSection(InspectNode node, string name)
    {
        var sections = Visible(node).Where(child => child.Kind == InspectKind.Section).ToList();
        return sections.FirstOrDefault(section => section.Name == name)
            ?? sections.FirstOrDefault(section => section.Name == $".{name}")
            ?? throw new InvalidInputException(
                "IMG2812",
                sections.Count == 0
                    ? $"\"{node.Name}\" is no EFI program, so it has no section \"{name}\"."
                    : $"\"{node.Name}\" has no section \"{name}\".{NearestMatch.Hint(name, sections.Select(section => section.Name))} "
                        + $"It has: {string.Join(", ", sections.Select(section => section.Name))}.");
    }
}
