using System.Collections;
using System.Text.Json.Nodes;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A list of one type; merging appends.</summary>
internal sealed class ListCodec<TItem>(Codec item) : Codec
{
    internal override object? Read(YamlNode node, string path, ReadContext context)
    {
        if (node.IsNull)
        {
            return null;
        }

        if (node.Kind != YamlKind.Sequence)
        {
            return context.Fail("IMG2406", path, node, $"{path} must be a list, not {node.Describe()}: put each "
                + "value on a line that begins with \"- \".");
        }

        var items = new List<TItem>();
        for (var index = 0; index < node.Children.Count; index++)
        {
            var itemPath = $"{path}[{index}]";
            context.Positions.TryAdd(itemPath, context.PositionOf(node.Children[index]));
            if (item.Read(node.Children[index], itemPath, context) is TItem value)
            {
                items.Add(value);
            }
        }

        return items;
    }

    internal override YamlValue Print(object? value) =>
        new YamlSequence([.. ((IEnumerable?)value ?? Array.Empty<TItem>()).Cast<object>().Select(item.Print)]);

    internal override bool IsZero(object? value) => value is null or IReadOnlyCollection<TItem> { Count: 0 };

    internal override JsonObject Describe(JsonObject definitions) =>
        new() { ["type"] = "array", ["items"] = item.Describe(definitions) };

    internal override object? Merge(object? lower, object? upper, MergeRules rules) =>
        (lower, upper) switch
        {
            (null, _) => upper,
            (_, null) => lower,
            _ => (IReadOnlyList<TItem>)[.. (IEnumerable<TItem>)lower, .. (IEnumerable<TItem>)upper],
        };
}
