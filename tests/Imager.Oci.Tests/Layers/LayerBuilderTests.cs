using System.IO.Compression;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Layers;

public sealed class LayerBuilderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BuildAsync_writes_a_plain_ustar_header_for_the_smallest_file()
    {
        var store = _folder.Store();

        var layer = await new LayerBuilder(store).BuildAsync([LayerEntry.File("a", 0x1A4, "x"u8.ToArray())], LayerCompression.None, default);

        var tar = await File.ReadAllBytesAsync(store.PathOf(layer.Descriptor.Digest));
        Assert.Equal(2048, tar.Length);
        Assert.Equal("a", Encoding.ASCII.GetString(tar, 0, 100).TrimEnd('\0'));
        Assert.Equal(
            "0000644\00000000\00000000\000000000001\000000000000\0007337\0 0", Encoding.ASCII.GetString(tar, 100, 57));
        Assert.Equal("ustar\000", Encoding.ASCII.GetString(tar, 257, 8));
        Assert.Equal(layer.DiffId, layer.Descriptor.Digest);
    }

    [Fact]
    public async Task BuildAsync_gives_the_same_bytes_whatever_the_order_of_entries()
    {
        LayerEntry[] entries = [.. ManyEntries()];

        var first = await new LayerBuilder(_folder.Store("one")).BuildAsync(entries, LayerCompression.Gzip, default);
        var second = await new LayerBuilder(_folder.Store("two")).BuildAsync(entries.Reverse(), LayerCompression.Gzip, default);
        var other = await new LayerBuilder(_folder.Store("three")).BuildAsync(entries[1..], LayerCompression.Gzip, default);

        Assert.Equal(first, second);
        Assert.NotEqual(first.DiffId, other.DiffId);
    }

    [Fact]
    public async Task BuildAsync_is_read_back_as_it_was_written()
    {
        var store = _folder.Store();
        var layer = await new LayerBuilder(store).BuildAsync(ManyEntries(), LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, Sample.Epoch).ComposeAsync(Platform.Parse("linux/amd64"), new(), [layer], default);

        var tree = LayerFlattener.Flatten(image, new(), default);

        Assert.Equal(ManyEntries().Select(entry => entry.Path).Order(StringComparer.Ordinal), tree.Entries.Select(entry => entry.Path));
        Assert.True(tree.TryGet("file", out var file) && file is { Mode: 0x9ED, UserId: 3_000_000, ModifiedSeconds: 77 });
        Assert.Equal("system_u:object_r:etc_t:s0", Encoding.ASCII.GetString(file!.Xattrs.Single().Value.Span).TrimEnd('\0'));
        Assert.True(tree.TryGet("link", out var link) && link.LinkTarget == new string('t', 200));
    }

    [Fact]
    [Trait("Category", "Oracle")]
    public async Task BuildAsync_is_read_by_gnu_tar()
    {
        if (Tool.IsMissing("tar"))
        {
            return;
        }

        var store = _folder.Store();
        var layer = await new LayerBuilder(store).BuildAsync(ManyEntries(), LayerCompression.Gzip, default);
        var path = _folder.Sub("layer.tar");
        await using (var gzip = new GZipStream(store.OpenRead(layer.Descriptor), CompressionMode.Decompress))
        await using (var file = File.Create(path))
        {
            await gzip.CopyToAsync(file);
        }

        var table = await Tool.RunAsync("tar", "--numeric-owner", "--xattrs", "--full-time", "-tvvf", path);
        var listing = string.Join(' ', table.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("-rwsr-xr-x 3000000/0", listing, StringComparison.Ordinal);
        Assert.Contains("drwxr-xr-x 0/0 0 1970-01-01 00:00:00 dir/", listing, StringComparison.Ordinal);
        Assert.Contains("aaa link to file", listing, StringComparison.Ordinal);
        Assert.Contains("ümläut/" + new string('n', 120), await Tool.RunAsync("tar", "--quoting-style=literal", "-tf", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BuildAsync_is_read_by_the_runtimes_reader_with_attributes()
    {
        var store = _folder.Store();
        var layer = await new LayerBuilder(store).BuildAsync(ManyEntries(), LayerCompression.None, default);
        using var reader = new System.Formats.Tar.TarReader(store.OpenRead(layer.Descriptor));
        var entries = new List<System.Formats.Tar.TarEntry>();
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add(entry);
        }

        var file = Assert.IsType<System.Formats.Tar.PaxTarEntry>(entries.Single(entry => entry.Name == "file"));

        Assert.Equal("system_u:object_r:etc_t:s0\0", file.ExtendedAttributes["SCHILY.xattr.security.selinux"]);
        Assert.Equal((3_000_000, 77L), (file.Uid, file.ModificationTime.ToUnixTimeSeconds()));
        Assert.Equal(new string('t', 200), entries.Single(entry => entry.Name == "link").LinkName);
        Assert.Equal("aaa", entries[^1].Name);
    }

    [Fact]
    public async Task BuildAsync_refuses_duplicates_dangling_links_and_wrong_sizes()
    {
        var builder = new LayerBuilder(_folder.Store());
        var a = LayerEntry.File("a", 0x1A4, "1"u8.ToArray());

        await Assert.ThrowsAsync<InvalidInputException>(() => builder.BuildAsync([a, a], LayerCompression.None, default));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            builder.BuildAsync([LayerEntry.HardLink("b", "a")], LayerCompression.None, default));
        await Assert.ThrowsAsync<FileAccessException>(() =>
            builder.BuildAsync([LayerEntry.File("a", 0x1A4, 5, () => new MemoryStream(4))], LayerCompression.None, default));
        Assert.Throws<InvalidInputException>(() => LayerEntry.Directory("../x", 0x1ED));
    }

    [Fact]
    public async Task ComposeIndexAsync_orders_platforms_and_refuses_the_same_twice()
    {
        var store = _folder.Store();
        var composer = new ImageComposer(store, Sample.Epoch);
        var (arm, amd) = (await Sample.ImageAsync(store, Architecture.Arm64), await Sample.ImageAsync(store, Architecture.Amd64));

        var index = await composer.ComposeIndexAsync([arm, amd], default);

        Assert.Equal(["linux/amd64", "linux/arm64"], ImageIndex.Parse(index.Root).Manifests.Select(entry => $"{entry.Platform}"));
        await Assert.ThrowsAsync<InvalidInputException>(() => composer.ComposeIndexAsync([arm, arm], default));
    }

    [Fact]
    public async Task ExtendAsync_keeps_layers_and_container_of_the_base()
    {
        var store = _folder.Store();
        var image = await Sample.ImageAsync(store, Architecture.Amd64);
        var layer = await new LayerBuilder(store).BuildAsync([LayerEntry.Whiteout("etc/arch")], LayerCompression.Gzip, default);

        var extended = await new ImageComposer(store, Sample.Epoch).ExtendAsync(image, 1, [layer], default);

        Assert.Equal(image.Manifest.Layers[0].Digest, extended.Manifest.Layers[0].Digest);
        Assert.Equal(2, extended.Manifest.Layers.Count);
        Assert.Equal(["/bin/init"], extended.Config.Container.Entrypoint!);
        Assert.Equal(["bin", "etc"], LayerFlattener.Flatten(extended, new(), default).Entries.Select(entry => entry.Path));
    }

    private static IEnumerable<LayerEntry> ManyEntries() =>
    [
        LayerEntry.Directory("dir", 0x1ED),
        LayerEntry.File("file", 0x9ED, "content"u8.ToArray()) with
        {
            UserId = 3_000_000,
            ModifiedSeconds = 77,
            Xattrs = [new Xattr("security.selinux", "system_u:object_r:etc_t:s0\0"u8.ToArray())],
        },
        LayerEntry.HardLink("aaa", "file"),
        LayerEntry.Symlink("link", new string('t', 200)),
        LayerEntry.Directory("ümläut", 0x1ED),
        LayerEntry.File("ümläut/" + new string('n', 120), 0x1A4, ReadOnlyMemory<byte>.Empty),
    ];
}
