namespace Imager.Oci.Tests.Model;

public class ImageReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("alpine:3.18", "docker.io/library/alpine:3.18")]
    [InlineData("user/app", "docker.io/user/app:latest")]
    [InlineData("index.docker.io/alpine", "docker.io/library/alpine:latest")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("localhost:5000/app", "localhost:5000/app:latest")]
    [InlineData("[::1]:5000/a/b:c", "[::1]:5000/a/b:c")]
    [InlineData("ghcr.io/siderolabs/installer:v1.6.7", "ghcr.io/siderolabs/installer:v1.6.7")]
    [InlineData("ghcr.io/a/b@sha256:" + Hex, "ghcr.io/a/b@sha256:" + Hex)]
    [InlineData("ghcr.io/a/b:v1@sha256:" + Hex, "ghcr.io/a/b:v1@sha256:" + Hex)]
    [InlineData("a.b/x__y/z--1", "a.b/x__y/z--1:latest")]
    public void Parse_fills_in_dockers_defaults(string text, string expected)
    {
        Assert.Equal(expected, ImageReference.Parse(text).ToString());
    }

    [Theory]
    [InlineData("", "write registry/repository:tag")]
    [InlineData("docker://alpine", "scheme")]
    [InlineData("ghcr.io/Siderolabs/x", "lower case")]
    [InlineData("ghcr.io/", "repository")]
    [InlineData("ghcr.io/a//b", "repository")]
    [InlineData("ghcr.io/a/../b", "repository")]
    [InlineData("ghcr.io/a:", "tag")]
    [InlineData("ghcr.io/a:-x", "tag")]
    [InlineData("ghcr.io/a@sha256:12", "digest")]
    [InlineData("ghcr.io:port/a", "no registry")]
    [InlineData("-bad.io/a", "no registry")]
    public void Parse_names_the_wrong_part(string text, string part)
    {
        var error = Assert.Throws<InvalidInputException>(() => ImageReference.Parse(text));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_takes_tags_up_to_128_characters(int length, bool expected)
    {
        Assert.Equal(expected, ImageReference.TryParse("a.b/c:" + new string('t', length), out _));
    }

    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm64/v8", "linux/arm64", true)]
    [InlineData("linux/arm/v7", "linux/arm/v6", false)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    [InlineData("windows/amd64", "linux/amd64", false)]
    public void Serves_compares_system_processor_and_variant(string offered, string wanted, bool expected)
    {
        Assert.Equal(expected, Platform.Parse(offered).Serves(Platform.Parse(wanted)));
    }
}
