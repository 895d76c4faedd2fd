using System.Text.Json.Nodes;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A boolean; with three states, absent prints as <c>null</c>, else as <c>false</c>.</summary>
internal sealed class BooleanCodec(bool hasThreeStates) : Codec
{
    internal override object? Read(YamlNode node, string path, ReadContext context) => node switch
    {
        { IsNull: true } => null,
        { IsPlain: true } when Parse(node.Text) is { } value => value,
        _ => context.Fail("IMG2408", path, node, $"{path} must be true or false, not {node.Describe()}."),
    };

    internal override YamlValue Print(object? value) => value switch
    {
        true => new YamlPlain("true"),
        null when hasThreeStates => new YamlPlain("null"),
        _ => new YamlPlain("false"),
    };

    internal override bool IsZero(object? value) => hasThreeStates ? value is null : value is not true;

    internal override JsonObject Describe(JsonObject definitions) =>
        new() { ["type"] = hasThreeStates ? new JsonArray("boolean", "null") : (JsonNode)"boolean" };

    internal override object? Merge(object? lower, object? upper, MergeRules rules) =>
        rules == MergeRules.Peer && !hasThreeStates ? upper : upper ?? lower;

    private static bool? Parse(string text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
        _ => null,
    };
}
