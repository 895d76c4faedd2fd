using System.Net;
using System.Text;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network.Reading;

/// <summary>Writes the keys of one mapping; the first key may stand behind a list dash.</summary>
/// <param name="text">Where to write.</param>
/// <param name="lead">What stands before the first key: the indent, or the indent and a dash.</param>
/// <param name="indent">What stands before the other keys.</param>
/// <param name="step">What a nested list or mapping adds to the indent.</param>
internal sealed class YamlEntryWriter(StringBuilder text, string lead, string indent, string step)
{
    private const string NestedStep = "  ";
    private string _lead = lead;

    /// <summary>Text that may need quotes.</summary>
    public void Text(string key, string? value) => Raw(key, value is null ? null : Quote(value));

    public void Number(string key, uint? value) => Raw(key, value?.ToString());

    public void Flag(string key, bool? value) => Raw(key, value switch { true => "true", false => "false", null => null });

    public void Address(string key, IPAddress? value) => Text(key, value is null ? null : IPText.Format(value));

    public void Addresses(string key, IReadOnlyList<IPAddress>? values) => Texts(key, values?.Select(IPText.Format).ToArray());

    public void Texts<T>(string key, IReadOnlyList<T>? values)
        where T : notnull
    {
        if (!OpenList(key, values))
        {
            return;
        }

        foreach (var value in values!)
        {
            text.Append(indent).Append(step).Append("- ").Append(Quote(value.ToString()!)).Append('\n');
        }
    }

    public void Entries<T>(string key, IReadOnlyList<T>? entries, Action<YamlEntryWriter, T> write)
    {
        if (!OpenList(key, entries))
        {
            return;
        }

        foreach (var entry in entries!)
        {
            var nested = new YamlEntryWriter(text, $"{indent}{step}- ", $"{indent}{step}  ", NestedStep);
            write(nested, entry);
            nested.CloseEmpty();
        }
    }

    public void Block<T>(string key, T? value, Action<YamlEntryWriter, T> write)
        where T : class
    {
        if (value is null)
        {
            return;
        }

        var start = text.Length;
        Open(key).Append('\n');
        var afterKey = text.Length;
        write(new YamlEntryWriter(text, indent + step, indent + step, NestedStep), value);
        if (text.Length == afterKey && text.Length > start)
        {
            text.Length--;
            text.Append(" {}\n");
        }
    }

    /// <summary>Plain where every YAML 1.1 and 1.2 reader takes it for the same text, else in quotes.</summary>
    public static string Quote(string text)
    {
        // "=" is YAML 1.1's "default value" type, which some readers refuse.
        if (text != "=" && ScalarAnalysis.IsPlainAllowed(text) && !ScalarAnalysis.ReadsAsOtherType(text))
        {
            return text;
        }

        return ScalarAnalysis.IsSingleQuotedAllowed(text)
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : ScalarAnalysis.DoubleQuoted(text);
    }

    private void Raw(string key, string? value)
    {
        if (value is not null)
        {
            Open(key).Append(' ').Append(value).Append('\n');
        }
    }

    private StringBuilder Open(string key)
    {
        text.Append(_lead).Append(key).Append(':');
        _lead = indent;
        return text;
    }

    /// <summary>Starts a list; false when there is nothing more to write.</summary>
    private bool OpenList<T>(string key, IReadOnlyList<T>? items)
    {
        if (items is null)
        {
            return false;
        }

        Open(key).Append(items.Count == 0 ? " []\n" : "\n");
        return items.Count > 0;
    }

    /// <summary>An entry without keys still needs its dash.</summary>
    private void CloseEmpty()
    {
        if (!ReferenceEquals(_lead, indent))
        {
            text.Append(_lead).Append("{}\n");
        }
    }
}
