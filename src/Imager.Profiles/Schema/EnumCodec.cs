using System.Text.Json.Nodes;
using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>One of a closed set of spellings; case is ignored.</summary>
internal sealed class EnumCodec<TEnum> : Codec
    where TEnum : struct, Enum
{
    internal override object? Read(YamlNode node, string path, ReadContext context)
    {
        switch (node)
        {
            case { IsNull: true }:
                return null;
            case { Kind: YamlKind.Scalar } when EnumSpelling.TryParse<TEnum>(node.Text, out var value):
                return value;
            default:
                var all = EnumSpelling.All<TEnum>();
                var hint = node.Kind == YamlKind.Scalar ? NearestMatch.Hint(node.Text, all) : string.Empty;
                return context.Fail(
                    "IMG2411", path, node, $"{path} is {node.Describe()}; it must be one of "
                        + $"{string.Join(", ", all)}.{hint}");
        }
    }

    internal override YamlValue Print(object? value) => new YamlText(EnumSpelling.Of((TEnum?)value ?? default));

    internal override bool IsZero(object? value) => value is null || Convert.ToInt32(value) == 0;

    internal override JsonObject Describe(JsonObject definitions) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. EnumSpelling.All<TEnum>().Select(spelling => (JsonNode)spelling)]),
    };
}
