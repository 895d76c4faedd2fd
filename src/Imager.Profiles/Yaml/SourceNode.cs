namespace Imager.Profiles.Yaml;

/// <summary>A node of a parsed document with the place it was written.</summary>
internal abstract record SourceNode(SourcePosition Position)
{
    /// <summary>What a message calls this node.</summary>
    internal abstract string Describe();
}

/// <summary>A scalar; quoted or tagged scalars are always text.</summary>
internal sealed record ScalarNode(SourcePosition Position, string Text, bool IsPlain) : SourceNode(Position)
{
    /// <summary>Whether this is YAML's null: empty, <c>~</c> or <c>null</c>, unquoted.</summary>
    internal bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    internal override string Describe() => IsNull ? "null" : $"\"{Text}\"";
}

/// <summary>A list.</summary>
internal sealed record SequenceNode(SourcePosition Position, IReadOnlyList<SourceNode> Items) : SourceNode(Position)
{
    internal override string Describe() => $"a list of {Items.Count}";
}

/// <summary>A mapping; keys may repeat, the reader reports that.</summary>
internal sealed record MappingNode(SourcePosition Position, IReadOnlyList<MappingNodeEntry> Entries)
    : SourceNode(Position)
{
    internal override string Describe() => "a mapping";
}

/// <summary>One key and its value.</summary>
internal sealed record MappingNodeEntry(ScalarNode Key, SourceNode Value, bool IsFromMergeKey);
