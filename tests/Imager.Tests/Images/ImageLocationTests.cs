using Imager.Core;
using Imager.Images;
using Imager.Profiles;

namespace Imager.Tests.Images;

public class ImageLocationTests
{
    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("ghcr.io/siderolabs/imager:v1.6.7", "ghcr.io/siderolabs/imager:v1.6.7")]
    [InlineData("oci:out/layout", "oci:out/layout")]
    [InlineData("oci:/a.b/layout:v1", "oci:/a.b/layout:v1")]
    [InlineData("tar:installer-amd64.tar", "tar:installer-amd64.tar")]
    public void Parse_reads_references_and_paths(string text, string expected)
    {
        Assert.Equal(expected, ImageLocation.Parse(text).ToString());
    }

    [Theory]
    [InlineData("oci:")]
    [InlineData("tar:")]
    [InlineData("oci:x:")]
    public void Parse_refuses_an_empty_path_or_tag(string text)
    {
        Assert.Equal("IMG2020", Assert.Throws<InvalidInputException>(() => ImageLocation.Parse(text)).Code);
    }

    [Fact]
    public void Of_reads_each_kind_of_source()
    {
        Assert.Null(ImageLocation.Of(new ContainerAsset()));
        Assert.Equal(new ImageLocation.Layout("dir", null), ImageLocation.Of(new ContainerAsset { OciPath = "dir" }));
        Assert.Equal(new ImageLocation.Archive("a.tar", null), ImageLocation.Of(new ContainerAsset { TarballPath = "a.tar" }));
        Assert.Equal(new ImageLocation.Layout("dir", "v1"), ImageLocation.Of(new ContainerAsset { ImageRef = "oci:dir:v1" }));
        Assert.True(Assert.IsType<ImageLocation.Registry>(
            ImageLocation.Of(new ContainerAsset { ImageRef = "a.b/c", ForceInsecure = true })).IsInsecure);
    }
}
