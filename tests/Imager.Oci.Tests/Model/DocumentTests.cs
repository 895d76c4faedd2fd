namespace Imager.Oci.Tests.Model;

public class DocumentTests
{
    private const string Zero = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private const string ManifestJson =
        """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":2},"layers":[]}""";

    private static readonly Descriptor Config = new(MediaTypes.OciConfig, Digest.Parse(Zero), 2);

    [Fact]
    public void Manifest_is_written_in_canonical_form_with_plus_signs()
    {
        Assert.Equal(ManifestJson, Text(new Manifest(Config, []).ToDocument()));
    }

    [Fact]
    public void Index_is_written_in_canonical_form()
    {
        var index = new ImageIndex([new Descriptor(MediaTypes.OciManifest, Digest.Parse(Zero), 5) { Platform = Platform.Parse("linux/arm64/v8") }]);

        Assert.Equal(
            """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":5,"platform":{"architecture":"arm64","os":"linux","variant":"v8"}}]}""",
            Text(index.ToDocument()));
    }

    [Fact]
    public void Config_keeps_fields_it_does_not_know()
    {
        const string json =
            """{"created":"2023-11-14T22:13:20Z","architecture":"amd64","os":"linux","config":{"Entrypoint":["/x"],"Healthcheck":{"Test":["a", 1]}},"rootfs":{"type":"layers","diff_ids":[]}}""";

        var config = ImageConfig.Parse(Document(MediaTypes.OciConfig, json));

        Assert.Equal(json, Text(config.ToDocument()));
        Assert.Equal("2023-11-14T22:13:20Z", ImageConfig.Timestamp(new SourceDateEpoch(1_700_000_000)));
    }

    [Theory]
    [InlineData("[]", "is not an object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"schemaVersion":2,"schemaVersion":2}""", "not valid JSON")]
    [InlineData("""{"schemaVersion":2,"config":{}}""", "mediaType")]
    [InlineData("""{"schemaVersion":2,"layers":[],"manifests":[]}""", "not both")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""", "offered as")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha256:../..","size":1},"layers":[]}""", "digest")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":-1},"layers":[]}""", "size")]
    public void Parse_names_the_field_when_a_manifest_is_malformed(string json, string part)
    {
        var error = Assert.Throws<InvalidInputException>(() => Manifest.Parse(Document(MediaTypes.OciManifest, json)));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_refuses_schema_1()
    {
        Assert.Throws<UnsupportedException>(() => Manifest.Parse(Document(MediaTypes.OciManifest, """{"schemaVersion":1}""")));
    }

    [Fact]
    public void Parse_refuses_json_that_is_nested_too_deep()
    {
        var json = new string('[', 100) + new string(']', 100);

        Assert.Throws<InvalidInputException>(() => ImageIndex.Parse(Document(MediaTypes.OciIndex, json)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Parse_takes_four_mebibytes_and_not_a_byte_more(int extra, bool isTaken)
    {
        var json = ManifestJson + new string(' ', (4 * 1024 * 1024) - ManifestJson.Length + extra);

        var error = Record.Exception(() => Manifest.Parse(Document(MediaTypes.OciManifest, json)));

        Assert.Equal(isTaken, error is null);
    }

    private static OciDocument Document(string type, string json) => new(type, Encoding.UTF8.GetBytes(json));

    private static string Text(OciDocument document) => Encoding.UTF8.GetString(document.Bytes.Span);
}
