using Imager.Profiles.Network.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Imager.Profiles.Yaml;

/// <summary>Text to <see cref="YamlNode"/> trees through YamlDotNet's event parser: one pass, positions kept, bounded.</summary>
/// <remarks>
/// Anchors, aliases and merge keys (<c>&lt;&lt;</c>) are followed, because the OS' own readers do; nesting is limited to
/// 64 levels, and aliases to a million nodes in total.
/// </remarks>
internal sealed class YamlNodeReader
{
    private const int MaxDepth = 64;
    private const long MaxNodes = 1_000_000;
    private const string StringTag = "tag:yaml.org,2002:str";

    private const int LongestSharedText = 24;
    private const int MostSharedTexts = 256;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Parser _parser;
    private readonly ProblemList? _problems;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private long _aliasedNodes;

    private readonly Func<string, YamlNode, bool>? _takeItem;

    private YamlNodeReader(string text, ProblemList? problems, Func<string, YamlNode, bool>? takeItem)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _problems = problems;
        _takeItem = takeItem;
    }

    /// <summary>The roots of all documents in the text; empty, with a problem, when the text is no YAML.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="problems">Where syntax errors and repeated keys go.</param>
    /// <param name="takeItem">
    /// Offered every item of every list directly under the root, with the list's key; an item it takes is not kept in the
    /// tree. Nodes that die at once cost the garbage collector next to nothing, which halves the time of a long document.
    /// </param>
    public static IReadOnlyList<YamlNode> ReadAll(
        string text, ProblemList problems, Func<string, YamlNode, bool>? takeItem = null)
    {
        var reader = new YamlNodeReader(text, problems, takeItem);
        try
        {
            return reader.ReadDocuments();
        }
        catch (YamlException e)
        {
            problems.Error((int)e.Start.Line, (int)e.Start.Column, $"this is neither YAML nor JSON: {e.Message}");
            return [];
        }
    }

    /// <summary>The first document's root, null when the text holds none, and the place of a second document, if any.</summary>
    /// <remarks>Keys may repeat in it.</remarks>
    /// <exception cref="YamlException">The text is no YAML; the exception knows where.</exception>
    public static (YamlNode? Root, SourcePosition? SecondDocument) ReadFirst(string text, string sourceName)
    {
        var reader = new YamlNodeReader(text, problems: null, takeItem: null);
        if (!reader.FindDocument())
        {
            return (null, null);
        }

        var root = reader.ReadDocument();
        if (!reader.FindDocument())
        {
            return (root, null);
        }

        var second = reader._parser.Current!.Start;
        return (root, new SourcePosition(sourceName, (int)second.Line, (int)second.Column));
    }

    private bool FindDocument()
    {
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart)
            {
                return true;
            }
        }

        return false;
    }

    private YamlNode ReadDocument()
    {
        _anchors.Clear();
        _parser.MoveNext();
        return ReadNode(parent: null, key: null, index: 0, depth: 0);
    }

    private List<YamlNode> ReadDocuments()
    {
        var roots = new List<YamlNode>();
        while (FindDocument())
        {
            roots.Add(ReadDocument());
        }

        return roots;
    }

    private YamlNode ReadNode(YamlNode? parent, string? key, int index, int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested deeper than {MaxDepth} levels");
        }

        var node = current switch
        {
            AnchorAlias alias => Resolve(alias),
            Scalar scalar => ReadScalar(scalar),
            SequenceStart or MappingStart => Begin(current),
            _ => throw new YamlException(current.Start, current.End, $"unexpected {current.GetType().Name}"),
        };
        node.Parent = parent;
        node.Key = key;
        node.Index = index;
        if (current is SequenceStart sequence)
        {
            ReadItems(node, depth, isStreamed: depth == 1 && key is not null && sequence.Anchor.IsEmpty);
        }
        else if (current is MappingStart)
        {
            ReadEntries(node, depth);
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode ReadScalar(Scalar scalar) =>
        new(YamlKind.Scalar, (int)scalar.Start.Line, (int)scalar.Start.Column)
        {
            Text = Shared(scalar.Value),
            IsPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != StringTag),
        };

    private void ReadItems(YamlNode node, int depth, bool isStreamed)
    {
        for (var index = 0; _parser.MoveNext() && _parser.Current is not SequenceEnd; index++)
        {
            var item = ReadNode(node, key: null, index, depth + 1);
            node.Weight += item.Weight;
            if (!isStreamed || _takeItem?.Invoke(node.Key!, item) != true)
            {
                node.Children.Add(item);
            }
        }
    }

    private void ReadEntries(YamlNode node, int depth)
    {
        List<(ParsingEvent Key, YamlNode Value)>? merged = null;
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var key = _parser.Current!;
            var (name, isPlain) = ReadKey(key);
            _parser.MoveNext();
            var value = ReadNode(node, name, index: 0, depth + 1);
            value.KeyLine = (int)key.Start.Line;
            value.KeyColumn = (int)key.Start.Column;
            node.Weight += value.Weight;
            if (isPlain && name == "<<")
            {
                (merged ??= []).Add((key, value));
            }
            else if (_problems is not null && node.Child(name) is { } first)
            {
                _problems.ErrorAtKey(value, $"this key is already given in line {first.KeyLine}; remove one of them.");
            }
            else
            {
                node.Children.Add(value);
            }
        }

        if (merged is not null)
        {
            var names = node.Children.Select(child => child.Key!).ToHashSet(StringComparer.Ordinal);
            merged.ForEach(source => Merge(node, source.Value, source.Key, names));
        }
    }

    private (string Name, bool IsPlain) ReadKey(ParsingEvent key)
    {
        switch (key)
        {
            case Scalar scalar:
                if (!scalar.Anchor.IsEmpty)
                {
                    _anchors[scalar.Anchor.Value] = ReadScalar(scalar);
                }

                return (Shared(scalar.Value), scalar.Style == ScalarStyle.Plain);
            case AnchorAlias alias when Resolve(alias) is { Kind: YamlKind.Scalar } target:
                return (target.Text, target.IsPlain);
            default:
                throw new YamlException(key.Start, key.End, "a key must be plain text");
        }
    }

    private static void Merge(YamlNode target, YamlNode source, ParsingEvent key, HashSet<string> names)
    {
        if (source.Kind == YamlKind.Sequence && source.Children.TrueForAll(item => item.Kind == YamlKind.Mapping))
        {
            source.Children.ForEach(item => Merge(target, item, key, names));
            return;
        }

        if (source.Kind != YamlKind.Mapping)
        {
            throw new YamlException(key.Start, key.End, "the merge key << needs a mapping or a list of mappings");
        }

        foreach (var child in source.Children.Where(child => names.Add(child.Key!)))
        {
            var copy = child.Copy();
            copy.Parent = target;
            target.Children.Add(copy);
        }
    }

    /// <summary>One copy of each key and word, as a document repeats few of them very often.</summary>
    private string Shared(string text)
    {
        if (text.Length > LongestSharedText)
        {
            return text;
        }

        if (_texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        if (_texts.Count < MostSharedTexts)
        {
            _texts.Add(text, text);
        }

        return text;
    }

    private static YamlNode Begin(ParsingEvent start) =>
        new(
            start is SequenceStart ? YamlKind.Sequence : YamlKind.Mapping,
            (int)start.Start.Line,
            (int)start.Start.Column);

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new YamlException(alias.Start, alias.End, $"alias \"*{alias.Value.Value}\" has no anchor before it");
        }

        _aliasedNodes += target.Weight;
        if (_aliasedNodes > MaxNodes)
        {
            throw new YamlException(alias.Start, alias.End, $"aliases stand for more than {MaxNodes} nodes");
        }

        return target.Copy();
    }
}
