using Imager.Core;

namespace Imager.Profiles.Network.Rules;

/// <summary>Collects what the rules find, and holds the checks that every section shares.</summary>
internal sealed class RuleReport(string sourceName)
{
    private const int LongestShownWord = 60;

    private readonly List<DocumentProblem> _problems = [];

    public IReadOnlyList<DocumentProblem> Problems => _problems;

    public void Error(EntryPath entry, string field, string reason) => Add(ProblemSeverity.Error, entry.Of(field), reason);

    public void Warning(EntryPath entry, string field, string reason) => Add(ProblemSeverity.Warning, entry.Of(field), reason);

    /// <summary>A word, if given, must be in the list.</summary>
    public void Word(EntryPath entry, string field, string? word, IReadOnlyList<string> words)
    {
        if (word is not null && !IsKnown(word, words))
        {
            Error(entry, field, UnknownWord(word, words));
        }
    }

    /// <summary>A word must be there and in the list.</summary>
    public void RequiredWord(EntryPath entry, string field, string? word, IReadOnlyList<string> words)
    {
        if (word is null)
        {
            Error(entry, field, $"is missing: write one of {string.Join(", ", words)}.");
        }

        Word(entry, field, word, words);
    }

    /// <summary>Words joined by <c>,</c> or <c>|</c>.</summary>
    public void Flags(EntryPath entry, string field, string? flags, IReadOnlyList<string> words)
    {
        if (flags is null || IsKnown(flags, words))
        {
            return;
        }

        foreach (var flag in flags.Split([',', '|'], StringSplitOptions.TrimEntries))
        {
            Word(entry, field, flag, words);
        }
    }

    public void Required(EntryPath entry, string field, string? text, string example)
    {
        if (text is null)
        {
            Error(entry, field, $"is missing: write for example {field[(field.LastIndexOf('.') + 1)..]}: {example}.");
        }
    }

    /// <summary>Whatever the layer says, the OS files the document's entries under <c>platform</c>.</summary>
    public void Layer(EntryPath entry, string? layer)
    {
        Word(entry, "layer", layer, NetworkVocabulary.Layers);
        if (layer is not (null or "platform") && IsKnown(layer, NetworkVocabulary.Layers))
        {
            Warning(
                entry,
                "layer",
                $"\"{layer}\" has no effect, the OS files this document under platform: write platform.");
        }
    }

    /// <summary>A link the document does not create must exist as hardware; names of logical links rarely do.</summary>
    public void LinkExists(EntryPath entry, string field, string? name, LinkTable links)
    {
        if (name is null || links.Find(name) is not null || !LinkTable.LooksLogical(name))
        {
            return;
        }

        Warning(
            entry,
            field,
            $"no entry of links creates \"{name}\".{NearestMatch.Hint(name, links.LogicalNames)} Add the link, or make sure that the "
            + "machine configuration does.");
    }

    private static bool IsKnown(string word, IReadOnlyList<string> words)
    {
        foreach (var known in words)
        {
            if (string.Equals(known, word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string UnknownWord(string word, IReadOnlyList<string> words)
    {
        var shown = word.Length <= LongestShownWord ? word : word[..LongestShownWord] + "...";
        return NearestMatch.Hint(shown, words) is { Length: > 0 } hint
            ? $"\"{shown}\" is not known.{hint}"
            : $"\"{shown}\" is not known: write one of {string.Join(", ", words)}.";
    }

    private void Add(ProblemSeverity severity, string path, string reason) =>
        _problems.Add(new(severity, sourceName, path, Line: 0, Column: 0, reason));
}
