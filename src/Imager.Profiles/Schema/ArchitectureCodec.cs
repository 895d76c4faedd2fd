using System.Text.Json.Nodes;
using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary><c>amd64</c> or <c>arm64</c>.</summary>
internal sealed class ArchitectureCodec : Codec
{
    internal override object? Read(YamlNode node, string path, ReadContext context) => node switch
    {
        { Kind: YamlKind.Scalar } when node.IsNull || node.Text.Length == 0 => null,
        { Kind: YamlKind.Scalar } when Architecture.TryParse(node.Text, out var architecture) => architecture,
        _ => context.Fail("IMG2412", path, node, $"invalid arch {node.Describe()}: use amd64 or arm64."),
    };

    internal override YamlValue Print(object? value) => new YamlText(((Architecture?)value)?.Name ?? string.Empty);

    internal override bool IsZero(object? value) => value is null;

    internal override JsonObject Describe(JsonObject definitions) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. Architecture.All.Select(known => (JsonNode)known.Name)]),
    };
}
