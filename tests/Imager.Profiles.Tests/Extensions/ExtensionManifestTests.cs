using Imager.Profiles.Extensions;

namespace Imager.Profiles.Tests.Extensions;

public class ExtensionManifestTests
{
    private const string Valid = """
        version: v1alpha1
        metadata:
          name: hello
          version: 1.0.0
          author: somebody
          description: |
            Two
            lines.
          compatibility:
            talos:
              version: ">= v1.5.0"
          extraInfo: more

        """;

    [Fact]
    public void Parse_reads_every_key()
    {
        var result = ExtensionManifest.Parse(Valid, "manifest.yaml");

        Assert.Empty(result.Problems);
        Assert.Equal(
            new ExtensionManifest
            {
                Name = "hello",
                Version = "1.0.0",
                Author = "somebody",
                Description = "Two\nlines.\n",
                Compatibility = ">= v1.5.0",
                ExtraInfo = "more",
            },
            result.Manifest);
    }

    [Theory]
    [InlineData("version: v1alpha1", "version: v2", "unsupported manifest version: \"v2\"")]
    [InlineData("  author", "  autor", "Did you mean \"author\"?")]
    [InlineData("  name: hello", "  name: \"\"", "\"name\" is missing or empty")]
    [InlineData("  version: 1.0.0\n", "", "\"version\" is missing or empty")]
    [InlineData(">= v1.5.0", "newer", "is no version range")]
    [InlineData("metadata:", "metadaten:", "metadata is missing")]
    [InlineData("  extraInfo: more", "  extraInfo: [more]", "must be a single value")]
    [InlineData("  extraInfo: more", "---\nversion: v1alpha1", "must hold one YAML document, not 2")]
    public void Parse_reports_what_is_wrong(string old, string changed, string expected)
    {
        var result = ExtensionManifest.Parse(Valid.Replace(old, changed, StringComparison.Ordinal), "manifest.yaml");

        Assert.Contains(result.Problems, problem => problem.ToString().Contains(expected, StringComparison.Ordinal));
    }
}
