using System.Text.Json.Nodes;
using Imager.Profiles.Schema;

namespace Imager.Profiles.Tests.Schema;

public sealed class ProfileSchemaTests
{
    [Fact]
    public void ToJson_equals_the_shipped_file()
    {
        var generated = ProfileSchema.ToJson();
        if (Environment.GetEnvironmentVariable("IMAGER_WRITE_SCHEMA") is { Length: > 0 } path)
        {
            File.WriteAllText(path, generated);
        }

        Assert.True(
            generated == Fixtures.Read("profiles/schema.json"),
            "profiles/schema.json is old: run this test with IMAGER_WRITE_SCHEMA=<repository>/profiles/schema.json, then again without.");
    }

    [Fact]
    public void ToJson_describes_nested_keys_with_their_choices()
    {
        var schema = JsonNode.Parse(ProfileSchema.ToJson())!;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.False((bool)schema["additionalProperties"]!);
        Assert.Equal("#/$defs/output", (string?)schema["properties"]!["output"]!["$ref"]);
        Assert.Equal("qcow2", (string?)schema["$defs"]!["imageOptions"]!["properties"]!["diskFormat"]!["enum"]![2]);
        Assert.Equal("#/$defs/containerAsset", (string?)schema["$defs"]!["input"]!["properties"]!["systemExtensions"]!["items"]!["$ref"]);
    }
}
