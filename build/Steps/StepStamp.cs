using System.Diagnostics;
using System.Text;
using Imager.Build.Make;

namespace Imager.Build.Steps;

/// <summary>What went into a step and what came out of it, by digest.</summary>
/// <remarks>
/// A text file, one fact per line, sorted: <c>input|value|output</c>, tab, digest or value (of one with a secret in it only the digest), tab, name.
/// </remarks>
public sealed record StepStamp(IReadOnlyList<string> Lines)
{
    /// <summary>Reads a stamp; null when there is none, or something else: then nothing is known of the step.</summary>
    public static StepStamp? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        var names = lines.Select(line => line.Split('\t') is [var kind, _, var name] ? (kind, name) : default).ToHashSet();
        return names.Count == lines.Length && !names.Contains(default) ? new(lines) : null;
    }

    /// <summary>Puts both halves together.</summary>
    public static StepStamp Of(IEnumerable<string> inputs, IEnumerable<string> outputs) =>
        new([.. inputs.Concat(outputs).Order(StringComparer.Ordinal)]);

    /// <summary>One fact.</summary>
    public static string Line(string kind, string content, string name) => $"{kind}\t{Escape(content)}\t{Escape(name)}";

    /// <summary>Writes the stamp so that it is there whole or not at all.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllLines(temporary, Lines, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The first difference in words; null when both say the same.</summary>
    public string? DifferenceTo(StepStamp now)
    {
        var before = Lines.Select(Parse).ToDictionary(fact => (fact.Kind, fact.Name), fact => fact.Content);
        var after = now.Lines.Select(Parse).ToDictionary(fact => (fact.Kind, fact.Name), fact => fact.Content);
        foreach (var (key, content) in after)
        {
            if (!before.TryGetValue(key, out var old))
            {
                return $"{key.Kind} {key.Name} is new";
            }

            if (old != content)
            {
                return key.Kind == "value"
                    ? new[] { old, content }.Any(value => Secrets.IsDigest(value) || Secrets.IsIn(value))
                        ? $"{key.Name} changed"
                        : $"{key.Name} was \"{old}\" and is \"{content}\""
                    : content == FileDigests.Missing ? $"{key.Kind} {key.Name} is gone" : $"{key.Kind} {key.Name} changed";
            }
        }

        return before.Keys.Where(key => !after.ContainsKey(key)).Select(key => $"{key.Kind} {key.Name} is gone").FirstOrDefault();
    }

    private static (string Kind, string Content, string Name) Parse(string line) =>
        line.Split('\t') is [var kind, var content, var name] ? (kind, content, name) : throw new UnreachableException(line);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
}
