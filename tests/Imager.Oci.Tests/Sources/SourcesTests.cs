using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Sources;

public sealed class SourcesTests : IDisposable
{
    private static readonly Platform Amd64 = Platform.Parse("linux/amd64");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Layout_folder_and_tar_are_read_back_with_all_platforms()
    {
        var index = await IndexAsync();
        await OciLayout.WriteAsync(_folder.Sub("layout"), [new(index, "v1")], default);
        await WriteTarAsync("layout.tar", index);

        var fromFolder = await new ImagePuller(_folder.Store("b")).PullAsync(OciLayout.Open(_folder.Sub("layout"), "v1"), Amd64, default);
        var fromTar = await new ImagePuller(_folder.Store("c")).PullAsync(
            OciArchive.Open(_folder.Sub("layout.tar")), Platform.Parse("linux/arm64/v8"), default);
        var all = await new ImagePuller(_folder.Store("d")).PullAllAsync(OciArchive.Open(_folder.Sub("layout.tar")), default);

        Assert.Equal("amd64", fromFolder.Config.Platform.Architecture);
        Assert.Equal("arm64", fromTar.Config.Platform.Architecture);
        Assert.Equal(index.Root.Descriptor.Digest, all.Root.Descriptor.Digest);
    }

    [Fact]
    public async Task WriteAsync_gives_the_same_tar_twice()
    {
        var index = await IndexAsync();

        await WriteTarAsync("one.tar", index);
        await WriteTarAsync("two.tar", index);

        Assert.Equal(await File.ReadAllBytesAsync(_folder.Sub("one.tar")), await File.ReadAllBytesAsync(_folder.Sub("two.tar")));
        await WriteTarAsync("other.tar", index, "v2");
        Assert.NotEqual(await File.ReadAllBytesAsync(_folder.Sub("one.tar")), await File.ReadAllBytesAsync(_folder.Sub("other.tar")));
    }

    [Fact]
    public async Task PullAsync_names_the_platforms_there_are()
    {
        await OciLayout.WriteAsync(_folder.Sub("layout"), [new(await IndexAsync(), null)], default);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => new ImagePuller(_folder.Store("b"))
            .PullAsync(OciLayout.Open(_folder.Sub("layout")), Platform.Parse("linux/riscv64"), default));

        Assert.Contains("linux/amd64, linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_refuses_an_image_of_the_other_architecture()
    {
        var arm = await Sample.ImageAsync(_folder.Store(), Architecture.Arm64);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => new ImagePuller(_folder.Store("b"))
            .PullAsync(new StoredImage(arm.Store, arm.ManifestDocument), Amd64, default));

        Assert.Contains("is for linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_refuses_indexes_nested_without_end()
    {
        var store = _folder.Store();
        var index = new ImageIndex([]).ToDocument();
        for (var level = 0; level < 20; level++)
        {
            await store.AddAsync(index, default);
            index = new ImageIndex([index.Descriptor]).ToDocument();
        }

        var image = new StoredImage(store, index);
        await Assert.ThrowsAsync<InvalidInputException>(() => new ImagePuller(_folder.Store("b")).PullAsync(image, Amd64, default));
        await Assert.ThrowsAsync<InvalidInputException>(() => new ImagePuller(_folder.Store("b")).PullAllAsync(image, default));
    }

    [Fact]
    public async Task PullAsync_refuses_a_layout_with_a_changed_layer()
    {
        var image = await Sample.StoredAsync(_folder.Store(), 5000);
        await OciLayout.WriteAsync(_folder.Sub("layout"), [new(image, null)], default);
        var layer = Manifest.Parse(image.Root).Layers[1].Digest;
        var path = _folder.Sub($"layout/blobs/sha256/{layer.Hex}");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[700] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        var store = _folder.Store("b");

        await Assert.ThrowsAsync<DependencyException>(() =>
            new ImagePuller(store).PullAsync(OciLayout.Open(_folder.Sub("layout")), Amd64, default));

        Assert.False(File.Exists(store.PathOf(layer)));
    }

    [Fact]
    public async Task Docker_archive_is_read_back_and_the_same_twice()
    {
        var image = await Sample.ImageAsync(_folder.Store(), Architecture.Amd64, 100_000);
        WriteDocker("one.tar", image);
        WriteDocker("two.tar", image);

        var source = await DockerArchive.OpenAsync(_folder.Sub("one.tar"), "example.org/x:1", default);
        var pulled = await new ImagePuller(_folder.Store("b")).PullAsync(source, Amd64, default);

        Assert.Equal(await File.ReadAllBytesAsync(_folder.Sub("one.tar")), await File.ReadAllBytesAsync(_folder.Sub("two.tar")));
        Assert.Equal(image.Manifest.Layers.Select(layer => layer.Digest), pulled.Manifest.Layers.Select(layer => layer.Digest));
        Assert.Equal(3, LayerFlattener.Flatten(pulled, new(), default).Entries.Count(entry => entry.Path is "bin" or "etc" or "payload"));
        await Assert.ThrowsAsync<InvalidInputException>(() => DockerArchive.OpenAsync(_folder.Sub("one.tar"), "other:1", default));
    }

    [Fact]
    public async Task Open_says_what_an_archive_is_instead()
    {
        var image = await Sample.ImageAsync(_folder.Store(), Architecture.Amd64);
        WriteDocker("docker.tar", image);
        await WriteTarAsync("oci.tar", new StoredImage(image.Store, image.ManifestDocument));
        await File.WriteAllBytesAsync(_folder.Sub("x.tar.gz"), [0x1F, 0x8B, 8, 0]);

        var docker = Assert.Throws<InvalidInputException>(() => OciArchive.Open(_folder.Sub("docker.tar")));
        var oci = await Assert.ThrowsAsync<InvalidInputException>(() => DockerArchive.OpenAsync(_folder.Sub("oci.tar"), null, default));

        Assert.Contains("docker-archive", docker.Message, StringComparison.Ordinal);
        Assert.Contains("OCI layout tar", oci.Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedException>(() => OciArchive.Open(_folder.Sub("x.tar.gz")));
        Assert.Throws<InvalidInputException>(() => OciLayout.Open(_folder.Path));
    }

    private void WriteDocker(string name, ImagePlatform image)
    {
        using var output = File.Create(_folder.Sub(name));
        DockerArchive.Write(output, image, [ImageReference.Parse("example.org/x:1")], Sample.Epoch, default);
    }

    private async Task WriteTarAsync(string name, StoredImage image, string tag = "v1")
    {
        await using var output = File.Create(_folder.Sub(name));
        await OciArchive.WriteAsync(output, [new(image, tag)], Sample.Epoch, default);
    }

    private async Task<StoredImage> IndexAsync()
    {
        var store = _folder.Store();
        ImagePlatform[] images = [await Sample.ImageAsync(store, Architecture.Amd64), await Sample.ImageAsync(store, Architecture.Arm64)];
        return await new ImageComposer(store, Sample.Epoch).ComposeIndexAsync(images, default);
    }
}
