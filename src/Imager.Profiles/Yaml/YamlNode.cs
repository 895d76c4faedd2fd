using System.Text;

namespace Imager.Profiles.Yaml;

/// <summary>A node of a YAML or JSON document that knows where it stands.</summary>
internal sealed class YamlNode(YamlKind kind, int line, int column)
{
    /// <summary>Shared by all scalars; never added to.</summary>
    private static readonly List<YamlNode> NoChildren = [];

    public YamlKind Kind { get; } = kind;

    /// <summary>Where the value starts, from 1.</summary>
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>A scalar's text.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>A scalar without quotes and without a <c>!!str</c> tag: only these can be null, a number or a truth value.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A sequence's items, or a mapping's values (each with its <see cref="Key"/>).</summary>
    public List<YamlNode> Children { get; init; } = kind == YamlKind.Scalar ? NoChildren : new(capacity: 8);

    public YamlNode? Parent { get; set; }

    /// <summary>The key under which a mapping holds this node.</summary>
    public string? Key { get; set; }

    public int KeyLine { get; set; }

    public int KeyColumn { get; set; }

    /// <summary>The place in the parent sequence.</summary>
    public int Index { get; set; }

    /// <summary>A reader asked for this key: what remains unused in a mapping is unknown.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Nodes in this subtree with aliases followed; bounds what nested aliases can cost.</summary>
    public long Weight { get; set; } = 1;

    public bool IsNull => Kind == YamlKind.Scalar && IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public string Path
    {
        get
        {
            var path = new StringBuilder();
            AppendPath(path);
            return path.ToString();
        }
    }

    /// <summary>What a message calls this node.</summary>
    public string Describe() => Kind switch
    {
        YamlKind.Mapping => "a mapping",
        YamlKind.Sequence => "a list",
        _ when IsNull => "nothing",
        _ => $"\"{Shorten(Text)}\"",
    };

    /// <summary>A text that is not too long for a message.</summary>
    public static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";

    /// <summary>The value under a key, or null.</summary>
    public YamlNode? Child(string key)
    {
        foreach (var child in Children)
        {
            if (string.Equals(child.Key, key, StringComparison.Ordinal))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The node at a path below this one, or the deepest node on the way that exists.</summary>
    public YamlNode Locate(string path)
    {
        var node = this;
        foreach (var step in path.Split('.', '['))
        {
            var next = step.EndsWith(']') && int.TryParse(step.AsSpan(0, step.Length - 1), out var index)
                ? node.Children.ElementAtOrDefault(index)
                : node.Child(step);
            if (next is null)
            {
                break;
            }

            node = next;
        }

        return node;
    }

    /// <summary>The same value in another place: what an alias or a merge key stands for.</summary>
    public YamlNode Copy() =>
        new(Kind, Line, Column)
        {
            Text = Text,
            IsPlain = IsPlain,
            Children = Children,
            Key = Key,
            KeyLine = KeyLine,
            KeyColumn = KeyColumn,
            Weight = Weight,
        };

    private void AppendPath(StringBuilder path)
    {
        Parent?.AppendPath(path);
        if (Key is not null)
        {
            path.Append(path.Length > 0 ? "." : string.Empty).Append(Key);
        }
        else if (Parent is not null)
        {
            path.Append('[').Append(Index).Append(']');
        }
    }
}
