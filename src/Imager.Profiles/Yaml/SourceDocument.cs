using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Imager.Profiles.Yaml;

/// <summary>Parses YAML text into nodes that know their line and column.</summary>
internal sealed class SourceDocument
{
    private const int MaxDepth = 100;

    private readonly string source;
    private readonly Parser parser;
    private readonly Dictionary<string, SourceNode> anchors = new(StringComparer.Ordinal);
    private int depth;

    private SourceDocument(string text, string source)
    {
        this.source = source;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>
    /// The first document's root, null when the text holds none, and the place of a second document, if any.
    /// </summary>
    /// <exception cref="YamlException">The text is no YAML; the exception knows where.</exception>
    internal static (SourceNode? Root, SourcePosition? SecondDocument) Parse(string text, string source)
    {
        var document = new SourceDocument(text, source);
        document.parser.Consume<StreamStart>();
        if (!document.parser.TryConsume<DocumentStart>(out _))
        {
            return (null, null);
        }

        var root = document.ReadNode();
        document.parser.Consume<DocumentEnd>();
        return (root, document.parser.Accept<DocumentStart>(out var second) ? document.At(second.Start) : null);
    }

    private SourcePosition At(Mark mark) => new(source, (int)mark.Line, (int)mark.Column);

    private SourceNode ReadNode()
    {
        if (++depth > MaxDepth)
        {
            throw new YamlException(
                parser.Current!.Start, parser.Current.End, $"values are nested deeper than {MaxDepth} levels");
        }

        var node = ReadAny();
        depth--;
        return node;
    }

    private SourceNode ReadAny()
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.TryGetValue(alias.Value.Value, out var target)
                ? target
                : throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} has no anchor "
                    + "before it");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            var isPlain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
            return Remember(scalar, new ScalarNode(At(scalar.Start), scalar.Value, isPlain));
        }

        return parser.TryConsume<SequenceStart>(out var sequence)
            ? Remember(sequence, ReadSequence(sequence))
            : ReadMapping(parser.Consume<MappingStart>());
    }

    private SequenceNode ReadSequence(SequenceStart start)
    {
        var items = new List<SourceNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode());
        }

        return new SequenceNode(At(start.Start), items);
    }

    private SourceNode ReadMapping(MappingStart start)
    {
        var own = new List<MappingNodeEntry>();
        var merged = new List<MappingNodeEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyEvent = parser.Current!;
            if (ReadNode() is not ScalarNode key)
            {
                throw new YamlException(keyEvent.Start, keyEvent.End, "a key must be text, not a list or a mapping");
            }

            var value = ReadNode();
            if (key is { IsPlain: true, Text: "<<" })
            {
                merged.AddRange(MergedEntries(value, keyEvent));
            }
            else
            {
                own.Add(new MappingNodeEntry(key, value, IsFromMergeKey: false));
            }
        }

        var names = own.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        own.AddRange(merged.Where(entry => names.Add(entry.Key.Text)));
        return Remember(start, new MappingNode(At(start.Start), own));
    }

    private static IEnumerable<MappingNodeEntry> MergedEntries(SourceNode value, ParsingEvent at) => value switch
    {
        MappingNode mapping => mapping.Entries.Select(entry => entry with { IsFromMergeKey = true }),
        SequenceNode sequence when sequence.Items.All(item => item is MappingNode) =>
            sequence.Items.SelectMany(item => MergedEntries(item, at)),
        _ => throw new YamlException(at.Start, at.End, "the merge key << needs a mapping or a list of mappings"),
    };

    private SourceNode Remember(NodeEvent start, SourceNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        return node;
    }
}
