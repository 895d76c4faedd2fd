using System.Text.Json.Nodes;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A string; numbers and booleans are taken by their spelling. Known values serve completion only.</summary>
internal sealed class TextCodec(IEnumerable<string>? knownValues = null) : Codec
{
    internal override object? Read(YamlNode node, string path, ReadContext context) => node switch
    {
        { IsNull: true } => null,
        { Kind: YamlKind.Scalar } => node.Text,
        _ => context.Fail("IMG2407", path, node, $"{path} must be text, not {node.Describe()}."),
    };

    internal override YamlValue Print(object? value) => new YamlText((string?)value ?? string.Empty);

    internal override bool IsZero(object? value) => string.IsNullOrEmpty((string?)value);

    internal override JsonObject Describe(JsonObject definitions)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (knownValues is not null)
        {
            schema["enum"] = new JsonArray([.. knownValues.Select(value => (JsonNode)value)]);
        }

        return schema;
    }
}
