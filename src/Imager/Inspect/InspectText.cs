using System.Text;
using Imager.Core;

namespace Imager.Inspect;

/// <summary>Writes an inspected image as a tree for people: ordered, stable, safe to print.</summary>
/// <remarks>
/// One line for each part, two spaces deeper than what it is in. Its facts follow as <c>name: text</c>, texts of several lines
/// with a bar before each of them, problems behind an exclamation mark.
/// </remarks>
public static class InspectText
{
    private const int MaxShownLines = 60;
    private const int MaxShownCharacters = 4096;

    public static string Write(InspectNode root)
    {
        var text = new StringBuilder();
        Write(text, root, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, InspectNode node, int depth)
    {
        Indent(text, depth).Append(Headline(node)).Append('\n');
        if (!IsOneLine(node.Kind))
        {
            foreach (var fact in node.Facts)
            {
                Write(text, fact, depth + 1);
            }
        }
        else if (node.Facts.FirstOrDefault(fact => fact.Name == "text") is { } content)
        {
            Write(text, content, depth + 1);
        }

        foreach (var problem in node.Problems)
        {
            Indent(text, depth + 1).Append("! ").Append(PlainText.OfName(problem)).Append('\n');
        }

        foreach (var child in node.Children)
        {
            Write(text, child, depth + 1);
        }
    }

    private static string Headline(InspectNode node)
    {
        var name = node.Kind switch
        {
            InspectKind.ImageFile or InspectKind.File => node.Name,
            InspectKind.Directory => $"{node.Name}/",
            InspectKind.Symlink => node.Name,
            _ when node.Name.Length > 0 => $"{InspectKinds.Title(node.Kind)} {node.Name}",
            _ => InspectKinds.Title(node.Kind),
        };
        return name
            + (node.LinkTarget is { } target ? $" -> {target}" : string.Empty)
            + (node.SizeBytes is { } size ? $"  {new ByteSize(Math.Max(0, size))}" : string.Empty)
            + (node.SameAs is { } twin ? $"  same as {twin}" : string.Empty)
            + (node.Sha256 is { } digest ? $"  sha256:{digest}" : string.Empty);
    }

    private static void Write(StringBuilder text, InspectFact fact, int depth)
    {
        var lines = fact.Text.TrimEnd('\n').Split('\n');
        if (lines.Length == 1 && lines[0].Length <= MaxShownCharacters)
        {
            Indent(text, depth).Append(fact.Name).Append(": ").Append(lines[0]).Append('\n');
            return;
        }

        Indent(text, depth).Append(fact.Name).Append(":\n");
        foreach (var line in lines.Take(MaxShownLines))
        {
            Indent(text, depth + 1).Append("| ").Append(line.AsSpan(0, Math.Min(line.Length, MaxShownCharacters))).Append('\n');
        }

        if (lines.Length > MaxShownLines || lines.Take(MaxShownLines).Any(line => line.Length > MaxShownCharacters))
        {
            Indent(text, depth + 1).Append("(cut here; `imager extract` gives all of it)\n");
        }
    }

    /// <summary>Rows of a list, whose facts are for machines.</summary>
    private static bool IsOneLine(InspectKind kind) => kind
        is InspectKind.File or InspectKind.Directory or InspectKind.Symlink or InspectKind.Section or InspectKind.Member;

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', depth * 2);
}
