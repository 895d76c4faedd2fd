using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Imager.Profiles.Schema;

/// <summary>The JSON Schema of the profile document, made from the same table the reader uses.</summary>
/// <remarks>
/// Draft 2020-12. Shipped as <c>profiles/schema.json</c>; editors complete and check documents with it.
/// </remarks>
public static class ProfileSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema text, indented, one final newline.</summary>
    public static string ToJson()
    {
        var definitions = new JsonObject();
        var document = ProfileCodecs.Document.DescribeFields(definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Image profile",
            ["description"] = "What to build, for which machine, from which inputs.",
        };
        foreach (var (key, value) in document)
        {
            schema[key] = value?.DeepClone();
        }

        schema["$defs"] = definitions;
        return schema.ToJsonString(Format) + "\n";
    }
}
