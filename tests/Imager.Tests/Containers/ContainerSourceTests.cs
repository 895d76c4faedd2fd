using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Profiles;
using Imager.Tests.Support;

namespace Imager.Tests.Containers;

public sealed class ContainerSourceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("oci:", "layout")]
    [InlineData("oci:", "layout:v1")]
    [InlineData("tar:", "oci.tar")]
    [InlineData("tar:", "docker.tar")]
    public async Task OpenAsync_reads_layouts_and_both_kinds_of_archives(string scheme, string name)
    {
        var image = await WriteAllAsync();

        var opened = await OpenAsync(scheme + folder.File(name), Architecture.Amd64);

        Assert.Equal(image.Config.DiffIds, opened.Config.DiffIds);
        Assert.Equal(["/bin/installer"], opened.Config.Container.Entrypoint);
    }

    [Fact]
    public async Task OpenAsync_names_both_architectures_when_the_image_is_for_the_other()
    {
        await WriteAllAsync();

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => OpenAsync($"oci:{folder.File("layout")}", Architecture.Arm64));

        Assert.Contains("linux/amd64", error.Message, StringComparison.Ordinal);
        Assert.Contains("linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_of_a_missing_path_names_it()
    {
        var error = await Assert.ThrowsAsync<FileAccessException>(() => OpenAsync($"oci:{folder.File("none")}", Architecture.Amd64));

        Assert.Equal("IMG6624", error.Code);
    }

    [Fact]
    public async Task OpenAsync_says_what_else_to_name_when_a_registry_is_not_there()
    {
        var settings = new RegistrySettings(_ => null) { Retry = new() { Attempts = 1 } };

        var error = await Assert.ThrowsAsync<DependencyException>(() => new ContainerSource(settings).OpenAsync(
            ContainerAsset.Parse("127.0.0.1:1/a/b:1"), Architecture.Amd64, BlobStore.Open(folder.File("store")), default));

        Assert.Equal("IMG5411", error.Code);
        Assert.Contains("oci:FOLDER", error.Message, StringComparison.Ordinal);
    }

    private Task<ImagePlatform> OpenAsync(string text, Architecture architecture) =>
        new ContainerSource(new RegistrySettings(_ => null)).OpenAsync(
            ContainerAsset.Parse(text), architecture, BlobStore.Open(folder.File("store")), default);

    private async Task<ImagePlatform> WriteAllAsync()
    {
        var image = await SampleContainers.ImageAsync(
            BlobStore.Open(folder.File("made")), SampleContainers.InstallerConfig, Architecture.Amd64, layerCount: 3);
        var tagged = new TaggedImage(SampleContainers.Stored(image), "v1");
        await ContainerFiles.WriteLayoutAsync(folder.File("layout"), tagged, default);
        await ContainerFiles.WriteLayoutTarAsync(folder.File("oci.tar"), tagged, SampleContainers.Epoch, default);
        ContainerFiles.WriteDockerArchive(
            folder.File("docker.tar"), image, [ImageReference.Parse("x/y:1")], SampleContainers.Epoch, default);
        return image;
    }
}
