using System.Text;

namespace Imager.Profiles.Yaml;

/// <summary>
/// Prints a value in the dump form: block style, indent 2, sequences indented below their key, no document marker.
/// </summary>
public static class YamlEmitter
{
    private const int Indent = 2;

    /// <summary>The text of a mapping, one final newline; an empty mapping is <c>{}</c>.</summary>
    public static string Print(YamlMapping root)
    {
        var output = new StringBuilder();
        if (root.Entries.Count == 0)
        {
            return "{}\n";
        }

        AppendEntries(output, root, 0, firstIsInline: false);
        return output.ToString();
    }

    private static void AppendEntries(StringBuilder output, YamlMapping mapping, int column, bool firstIsInline)
    {
        var isInline = firstIsInline;
        foreach (var (key, value) in mapping.Entries)
        {
            output.Append(' ', isInline ? 0 : column);
            isInline = false;
            output.Append(OneLine(key)).Append(':');
            AppendAfterKey(output, value, column);
        }
    }

    private static void AppendAfterKey(StringBuilder output, YamlValue value, int column)
    {
        switch (value)
        {
            case YamlMapping { Entries.Count: > 0 } mapping:
                output.Append('\n');
                AppendEntries(output, mapping, column + Indent, firstIsInline: false);
                break;
            case YamlSequence { Items.Count: > 0 } sequence:
                output.Append('\n');
                AppendItems(output, sequence, column + Indent, firstIsInline: false);
                break;
            default:
                output.Append(' ').Append(Leaf(value, column)).Append('\n');
                break;
        }
    }

    private static void AppendItems(StringBuilder output, YamlSequence sequence, int column, bool firstIsInline)
    {
        var isInline = firstIsInline;
        foreach (var item in sequence.Items)
        {
            output.Append(' ', isInline ? 0 : column).Append("- ");
            isInline = false;
            switch (item)
            {
                case YamlMapping { Entries.Count: > 0 } mapping:
                    AppendEntries(output, mapping, column + Indent, firstIsInline: true);
                    break;
                case YamlSequence { Items.Count: > 0 } nested:
                    AppendItems(output, nested, column + Indent, firstIsInline: true);
                    break;
                default:
                    output.Append(Leaf(item, column)).Append('\n');
                    break;
            }
        }
    }

    private static string Leaf(YamlValue value, int column) => value switch
    {
        YamlPlain plain => plain.Text,
        YamlText text when text.Text.Contains('\n', StringComparison.Ordinal) => MultiLine(text.Text, column),
        YamlText text => OneLine(text.Text),
        YamlMapping => "{}",
        _ => "[]",
    };

    private static string OneLine(string text)
    {
        if (ScalarAnalysis.ReadsAsOtherType(text) || !ScalarAnalysis.IsSingleQuotedAllowed(text))
        {
            return ScalarAnalysis.DoubleQuoted(text);
        }

        return ScalarAnalysis.IsPlainAllowed(text)
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string MultiLine(string text, int column)
    {
        if (!ScalarAnalysis.IsLiteralAllowed(text))
        {
            return ScalarAnalysis.DoubleQuoted(text);
        }

        var body = text.TrimEnd('\n');
        var chomping = (text.Length - body.Length) switch
        {
            0 => "-",
            1 when body.Length > 0 => string.Empty,
            _ => "+",
        };
        var hint = text[0] is ' ' or '\n' ? $"{Indent}" : string.Empty;
        var literal = new StringBuilder("|").Append(hint).Append(chomping);
        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        foreach (var line in lines)
        {
            literal.Append('\n').Append(' ', line.Length == 0 ? 0 : column + Indent).Append(line);
        }

        return literal.ToString();
    }
}
