using System.Net;
using System.Text;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network.Reading;

/// <summary>Writes the keys of one mapping; the first key may stand behind a list dash.</summary>
/// <param name="text">Where to write.</param>
/// <param name="lead">What stands before the first key: the indent, or the indent and a dash.</param>
/// <param name="indent">What stands before the other keys.</param>
/// <param name="step">What a nested list or mapping adds to the indent.</param>
internal sealed class YamlEntryWriter(StringBuilder text, string lead, string indent, string step) : INetworkFields
{
    private const string NestedStep = "  ";
    private string _lead = lead;

    /// <summary>Text that may need quotes.</summary>
    public string? Text(string key, string? value)
    {
        Raw(key, value is null ? null : Quote(value));
        return value;
    }

    public uint? Number(string key, uint? value, uint min = 0, uint max = uint.MaxValue)
    {
        Raw(key, value?.ToString());
        return value;
    }

    public uint? NumberOrWord(string key, uint? value, IReadOnlyList<string> words) => Number(key, value);

    public bool? Bool(string key, bool? value)
    {
        Raw(key, value switch { true => "true", false => "false", null => null });
        return value;
    }

    public IPPrefix? Prefix(string key, IPPrefix? value)
    {
        Text(key, value?.ToString());
        return value;
    }

    public IPAddress? Address(string key, IPAddress? value)
    {
        Text(key, value is null ? null : IPText.Format(value));
        return value;
    }

    public IReadOnlyList<string>? Texts(string key, IReadOnlyList<string>? values) => Items(key, values, value => value);

    public IReadOnlyList<IPAddress>? Addresses(string key, IReadOnlyList<IPAddress>? values) => Items(key, values, IPText.Format);

    public IReadOnlyList<IPPrefix>? Prefixes(string key, IReadOnlyList<IPPrefix>? values) => Items(key, values, value => value.ToString());

    public IReadOnlyDictionary<string, string>? Tags(string key, IReadOnlyDictionary<string, string>? values)
    {
        Block(key, values, block =>
        {
            foreach (var (name, value) in values!.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            {
                block.Text(Quote(name), value);
            }
        });
        return values;
    }

    public bool? NestedBool(string outer, string inner, bool? value)
    {
        Block(outer, value, block => block.Bool(inner, value));
        return value;
    }

    public T? Map<T>(string key, T? value, Func<INetworkFields, T?, T?> fields)
        where T : class
    {
        Block(key, value, block => fields(block, value));
        return value;
    }

    public IReadOnlyList<T>? Maps<T>(string key, IReadOnlyList<T>? values, Func<INetworkFields, T?, T?> fields)
        where T : class
    {
        if (OpenList(key, values))
        {
            foreach (var entry in values!)
            {
                var nested = new YamlEntryWriter(text, $"{indent}{step}- ", $"{indent}{step}  ", NestedStep);
                fields(nested, entry);
                nested.CloseEmpty();
            }
        }

        return values;
    }

    /// <summary>What is written was checked when it was read or made.</summary>
    public void Complain(string reason)
    {
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

    private IReadOnlyList<T>? Items<T>(string key, IReadOnlyList<T>? values, Func<T, string> format)
    {
        if (OpenList(key, values))
        {
            foreach (var value in values!)
            {
                text.Append(indent).Append(step).Append("- ").Append(Quote(format(value))).Append('\n');
            }
        }

        return values;
    }

    private void Block(string key, object? value, Action<YamlEntryWriter> write)
    {
        if (value is null)
        {
            return;
        }

        Open(key).Append('\n');
        var afterKey = text.Length;
        write(new YamlEntryWriter(text, indent + step, indent + step, NestedStep));
        if (text.Length == afterKey)
        {
            text.Length--;
            text.Append(" {}\n");
        }
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
