using Imager.Containers;
using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Tests.Containers;
using Imager.Tests.Support;
using Imager.Trust;

namespace Imager.Tests.Images;

public sealed class ContainerImagesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("oci:", "layout")]
    [InlineData("oci:", "layout:v1")]
    [InlineData("tar:", "oci.tar")]
    [InlineData("tar:", "docker.tar")]
    public async Task PullAsync_reads_layouts_and_both_kinds_of_archives(string scheme, string name)
    {
        var image = await WriteAllAsync();

        var opened = await OpenAsync(scheme + folder.File(name), Architecture.Amd64);

        Assert.Equal(image.Config.DiffIds, opened.Config.DiffIds);
        Assert.Equal(["/bin/installer"], opened.Config.Container.Entrypoint);
    }

    [Fact]
    public async Task PullAsync_names_both_architectures_when_the_image_is_for_the_other()
    {
        await WriteAllAsync();

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => OpenAsync($"oci:{folder.File("layout")}", Architecture.Arm64));

        Assert.Contains("linux/amd64", error.Message, StringComparison.Ordinal);
        Assert.Contains("linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_of_a_missing_path_names_it()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => OpenAsync($"oci:{folder.File("none")}", Architecture.Amd64));

        Assert.Equal("IMG2966", error.Code);
    }

    [Fact]
    public async Task PullAsync_names_the_image_when_a_registry_is_not_there()
    {
        var error = await Assert.ThrowsAsync<DependencyException>(() => OpenAsync("127.0.0.1:1/a/b:1", Architecture.Amd64));

        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    private async Task<ImagePlatform> OpenAsync(string text, Architecture architecture)
    {
        var registries = RegistrySettings.FromEnvironment(_ => null) with { CacheFolder = folder.File("cache"), Retry = new() { Attempts = 1 } };
        using var images = new ContainerImages(registries, new Unchecked(), new SilentReporter());
        return (await images.PullAsync(ImageLocation.Parse(text), architecture, CancellationToken.None)).Image;
    }

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
