using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Tests.Support;

namespace Imager.Tests.Containers;

public sealed class ContainerComposerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Equal_files_give_equal_images_wherever_and_whenever_they_were_written()
    {
        var first = await ComposeAsync("one", new DateTime(2001, 1, 1), SampleContainers.Epoch);
        var second = await ComposeAsync("another", new DateTime(2024, 5, 5), SampleContainers.Epoch);
        var control = await ComposeAsync("control", new DateTime(2024, 5, 5), new SourceDateEpoch(1_700_000_001));

        Assert.Equal(first.ManifestDocument.Descriptor.Digest, second.ManifestDocument.Descriptor.Digest);
        Assert.NotEqual(first.ManifestDocument.Descriptor.Digest, control.ManifestDocument.Descriptor.Digest);
        Assert.Equal("2023-11-14T22:13:20Z", first.Config.Created);
        Assert.Equal("files", Assert.Single(first.Config.History).CreatedBy);
    }

    [Fact]
    public async Task JoinAsync_keeps_one_image_and_makes_an_index_of_several()
    {
        var images = new ContainerComposer(BlobStore.Open(folder.File("store")), SampleContainers.Epoch);
        var arm64 = await SampleContainers.ImageAsync(images, SampleContainers.InstallerConfig, Architecture.Arm64);
        var amd64 = await SampleContainers.ImageAsync(images, SampleContainers.InstallerConfig, Architecture.Amd64);

        var one = await images.JoinAsync([arm64], default);
        var both = await images.JoinAsync([arm64, amd64], default);

        Assert.Equal(arm64.ManifestDocument.Descriptor.Digest, one.Root.Descriptor.Digest);
        Assert.Equal(["linux/amd64", "linux/arm64"], ImageIndex.Parse(both.Root).Manifests.Select(entry => entry.Platform!.ToString()));
    }

    [Fact]
    public async Task ExtendAsync_takes_a_base_out_of_another_store_with_its_configuration()
    {
        var baseImage = await SampleContainers.ImageAsync(
            BlobStore.Open(folder.File("other")), SampleContainers.InstallerConfig, Architecture.Amd64, layerCount: 2);
        var images = new ContainerComposer(BlobStore.Open(folder.File("store")), SampleContainers.Epoch);
        var layer = await images.AddLayerAsync("top", [], default);

        var extended = await images.ExtendAsync(baseImage, 1, [layer], default);

        Assert.Equal([baseImage.Config.DiffIds[0], layer.DiffId], extended.Config.DiffIds);
        Assert.Equal(["/bin/installer"], extended.Config.Container.Entrypoint);
        Assert.Equal("v1.6.7", extended.Config.Container.Labels["alpha.talos.dev/version"]);
        Assert.All(extended.Manifest.Layers, blob => Assert.True(images.Store.Contains(blob)));
    }

    [Fact]
    public async Task WriteLayoutAsync_replaces_a_layout_and_nothing_else()
    {
        var image = await SampleContainers.ImageAsync(
            BlobStore.Open(folder.File("store")), SampleContainers.InstallerConfig, Architecture.Amd64);
        var tagged = new TaggedImage(SampleContainers.Stored(image), "v1");
        await ContainerFiles.WriteLayoutAsync(folder.File("layout"), tagged, default);
        await ContainerFiles.WriteLayoutAsync(folder.File("layout"), tagged, default);
        Directory.CreateDirectory(folder.File("mine"));
        File.WriteAllText(folder.File("mine/precious"), "x");

        var error = await Assert.ThrowsAsync<FileAccessException>(
            () => ContainerFiles.WriteLayoutAsync(folder.File("mine"), tagged, default));

        Assert.Equal("IMG6622", error.Code);
        Assert.True(File.Exists(folder.File("mine/precious")));
        Assert.Equal(image.ManifestDocument.Descriptor.Digest, (await OciLayout.Open(folder.File("layout"), "v1").ReadRootAsync(default)).Descriptor.Digest);
    }

    private async Task<ImagePlatform> ComposeAsync(string name, DateTime time, SourceDateEpoch epoch)
    {
        Directory.CreateDirectory(folder.File($"{name}/tree/sub"));
        var file = folder.File($"{name}/tree/sub/file");
        File.WriteAllText(file, "content");
        File.SetLastWriteTimeUtc(file, time);
        var images = new ContainerComposer(BlobStore.Open(folder.File($"{name}/store")), epoch);
        var layer = await images.AddLayerAsync("files", FileTree.Read(folder.File($"{name}/tree"), "opt", epoch), default);
        return await images.ComposeAsync(Architecture.Arm64, SampleContainers.InstallerConfig, [layer], default);
    }
}
