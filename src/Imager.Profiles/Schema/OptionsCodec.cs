using System.Text.Json.Nodes;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A free mapping, as overlay options are; printed with sorted keys.</summary>
internal sealed class OptionsCodec : Codec
{
    private const int MaxValues = 10_000;

    internal override object? Read(YamlNode node, string path, ReadContext context)
    {
        if (node.IsNull)
        {
            return null;
        }

        if (node.Kind != YamlKind.Mapping)
        {
            return context.Fail("IMG2413", path, node, $"{path} must be a mapping of option names to values, not "
                + $"{node.Describe()}.");
        }

        var budget = MaxValues;
        return Convert(node, path, context, ref budget);
    }

    internal override YamlValue Print(object? value) => Sorted((YamlMapping?)value ?? YamlMapping.Empty);

    internal override bool IsZero(object? value) => value is null or YamlMapping { Entries.Count: 0 };

    internal override JsonObject Describe(JsonObject definitions) => new() { ["type"] = "object" };

    internal override object? Merge(object? lower, object? upper, MergeRules rules) =>
        (lower, upper) is (YamlMapping left, YamlMapping right) ? left.MergedWith(right) : upper ?? lower;

    private static YamlMapping Convert(YamlNode mapping, string path, ReadContext context, ref int budget)
    {
        var entries = new List<YamlEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in mapping.Children)
        {
            if (!names.Add(entry.Key!))
            {
                context.FailAtKey("IMG2414", path, entry, $"the option \"{entry.Key}\" is given twice in "
                    + $"{path}; remove one.");
                continue;
            }

            entries.Add(new(entry.Key!, ConvertAny(entry, $"{path}.{entry.Key}", context, ref budget)));
        }

        return new YamlMapping(entries);
    }

    private static YamlValue ConvertAny(YamlNode node, string path, ReadContext context, ref int budget)
    {
        if (--budget <= 0)
        {
            if (budget == 0)
            {
                context.Fail("IMG2415", path, node, $"the options hold more than {MaxValues} values; aliases may "
                    + "have multiplied them.");
            }

            return new YamlPlain("null");
        }

        switch (node.Kind)
        {
            case YamlKind.Mapping:
                return Convert(node, path, context, ref budget);
            case YamlKind.Sequence:
                var items = new List<YamlValue>();
                foreach (var item in node.Children)
                {
                    items.Add(ConvertAny(item, path, context, ref budget));
                }

                return new YamlSequence(items);
            default:
                return node.IsPlain && ScalarAnalysis.ReadsAsOtherType(node.Text)
                    ? new YamlPlain(node.Text.Length == 0 ? "null" : node.Text)
                    : new YamlText(node.Text);
        }
    }

    private static YamlValue Sorted(YamlValue value) => value switch
    {
        YamlMapping mapping => new YamlMapping(
            [.. mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => new YamlEntry(entry.Key, Sorted(entry.Value)))]),
        YamlSequence sequence => new YamlSequence([.. sequence.Items.Select(Sorted)]),
        _ => value,
    };
}
