using System.Text.Json.Nodes;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>One type of value in the profile document: how it is read, printed, merged and described.</summary>
/// <remarks>
/// Values are boxed; null means absent. One table of these (<see cref="ProfileCodecs"/>) drives reader, dump and
/// schema.
/// </remarks>
internal abstract class Codec
{
    /// <summary>Reads a node; null when it is YAML's null or wrong, which is then reported.</summary>
    internal abstract object? Read(YamlNode node, string path, ReadContext context);

    /// <summary>The printed form; null prints the type's zero value.</summary>
    internal abstract YamlValue Print(object? value);

    /// <summary>Whether the value equals "nothing said" in the Talos imager's terms.</summary>
    internal abstract bool IsZero(object? value);

    /// <summary>The JSON Schema of the value; named types are added to <paramref name="definitions"/>.</summary>
    internal abstract JsonObject Describe(JsonObject definitions);

    /// <summary>Lays <paramref name="upper"/> over <paramref name="lower"/>.</summary>
    internal virtual object? Merge(object? lower, object? upper, MergeRules rules) =>
        rules == MergeRules.Peer && IsZero(upper) ? lower : upper ?? lower;
}
