using System.Globalization;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Sources;

/// <summary>skopeo, umoci and GNU tar read what we write, and we what they write.</summary>
[Trait("Category", "Oracle")]
public sealed class SourcesOracleTests : IDisposable
{
    private static readonly Platform Amd64 = Platform.Parse("linux/amd64");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("oci")]
    [InlineData("oci-archive")]
    [InlineData("docker-archive")]
    public async Task Skopeo_copies_from_our_layout_to_its_formats_and_we_read_those(string format)
    {
        if (Tool.IsMissing("skopeo"))
        {
            return;
        }

        var image = await Sample.ImageAsync(_folder.Store(), Architecture.Amd64, 50_000);
        var stored = new StoredImage(image.Store, image.ManifestDocument);
        await OciLayout.WriteAsync(_folder.Sub("layout"), [new(stored, "v1")], default);
        var target = _folder.Sub("copy");

        await Tool.RunAsync("skopeo", "--insecure-policy", "copy", $"oci:{_folder.Sub("layout")}:v1", $"{format}:{target}:example.org/x:1");
        IImageSource source = format switch
        {
            "oci" => OciLayout.Open(target),
            "oci-archive" => OciArchive.Open(target),
            _ => await DockerArchive.OpenAsync(target, null, default),
        };
        var pulled = await new ImagePuller(_folder.Store("pulled")).PullAsync(source, Amd64, default);

        Assert.Equal(image.Config.DiffIds, pulled.Config.DiffIds);
        Assert.Equal(Describe(Flatten(image)), Describe(Flatten(pulled)));
    }

    [Fact]
    public async Task Skopeo_reads_our_tars()
    {
        if (Tool.IsMissing("skopeo"))
        {
            return;
        }

        var image = await Sample.ImageAsync(_folder.Store(), Architecture.Amd64, 50_000);
        await using (var oci = File.Create(_folder.Sub("oci.tar")))
        {
            await OciArchive.WriteAsync(oci, [new(new StoredImage(image.Store, image.ManifestDocument), "v1")], Sample.Epoch, default);
        }

        await using (var docker = File.Create(_folder.Sub("docker.tar")))
        {
            DockerArchive.Write(docker, image, [ImageReference.Parse("example.org/x:1")], Sample.Epoch, default);
        }

        foreach (var source in new[] { $"oci-archive:{_folder.Sub("oci.tar")}:v1", $"docker-archive:{_folder.Sub("docker.tar")}" })
        {
            var config = await Tool.RunAsync("skopeo", "--insecure-policy", "inspect", "--config", source);
            Assert.Contains(image.Config.DiffIds[1].ToString(), config, StringComparison.Ordinal);
            Assert.Contains("/bin/init", config, StringComparison.Ordinal);
            await Tool.RunAsync("skopeo", "--insecure-policy", "copy", source, $"dir:{_folder.Sub("dir-" + source.Split(':')[0])}");
        }
    }

    [Fact]
    public async Task Umoci_unpacks_the_same_tree_as_we_flatten()
    {
        if (Tool.IsMissing("umoci", "find"))
        {
            return;
        }

        var store = _folder.Store();
        var builder = new LayerBuilder(store);
        var lower = await builder.BuildAsync(LowerEntries(), LayerCompression.Gzip, default);
        var upper = await builder.BuildAsync(UpperEntries(), LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, Sample.Epoch).ComposeAsync(Amd64, new(), [lower, upper], default);
        await OciLayout.WriteAsync(_folder.Sub("layout"), [new(new StoredImage(store, image.ManifestDocument), "v1")], default);

        await Tool.RunAsync("umoci", "unpack", "--rootless", "--image", $"{_folder.Sub("layout")}:v1", _folder.Sub("bundle"));

        var listing = await Tool.RunAsync("find", _folder.Sub("bundle/rootfs"), "-mindepth", "1", "-printf", "%P|%y|%m|%n|%l|%T@|%s\n");
        var expected = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Canonical).Order(StringComparer.Ordinal);
        var tree = Flatten(image);
        Assert.Equal(expected, Describe(tree).Order(StringComparer.Ordinal));
        FlatDirectory.Write(tree, string.Empty, _folder.Sub("ours"), default);
        var ours = await Tool.RunAsync("find", _folder.Sub("ours"), "-mindepth", "1", "-printf", "%P|%y|%m|%n|%l|%T@|%s\n");
        Assert.Equal(
            Describe(tree).Order(StringComparer.Ordinal).Where(line => !line.Contains("|l|", StringComparison.Ordinal)),
            ours.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Canonical).Order(StringComparer.Ordinal)
                .Where(line => !line.Contains("|l|", StringComparison.Ordinal)));
        Assert.Equal("usr/lib", new FileInfo(_folder.Sub("ours/lib")).LinkTarget);
        Assert.DoesNotContain(tree.Entries, entry => entry.Path is "gone" or "opaque/old");
    }

    private static LayerEntry[] LowerEntries() =>
    [
        LayerEntry.Directory("etc", 0x1ED) with { ModifiedSeconds = 111 },
        LayerEntry.File("etc/conf", 0x180, "secret"u8.ToArray()) with { ModifiedSeconds = 222 },
        LayerEntry.File("gone", 0x1A4, "x"u8.ToArray()),
        LayerEntry.Directory("opaque", 0x1C0) with { ModifiedSeconds = 5 },
        LayerEntry.File("opaque/old", 0x1A4, "x"u8.ToArray()),
        LayerEntry.File("a", 0x9ED, "linked"u8.ToArray()) with { ModifiedSeconds = 333 },
        LayerEntry.HardLink("b", "a"),
        LayerEntry.Directory("usr", 0x1ED) with { ModifiedSeconds = 1 },
        LayerEntry.Directory("usr/lib", 0x1ED) with { ModifiedSeconds = 1 },
        LayerEntry.Symlink("lib", "usr/lib") with { ModifiedSeconds = 444 },
    ];

    private static LayerEntry[] UpperEntries() =>
    [
        LayerEntry.Whiteout("gone"),
        LayerEntry.Directory("opaque", 0x1C0) with { ModifiedSeconds = 6 },
        LayerEntry.OpaqueDirectory("opaque"),
        LayerEntry.File("opaque/new", 0x1A4, "yy"u8.ToArray()) with { ModifiedSeconds = 7 },
        LayerEntry.Directory("usr/lib/modules", 0x1ED) with { ModifiedSeconds = 8 },
        LayerEntry.File("usr/lib/modules/m", 0x1A4, "m"u8.ToArray()) with { ModifiedSeconds = 9 },
    ];

    private static FlatTree Flatten(ImagePlatform image) => LayerFlattener.Flatten(image, new(), default);

    private static IEnumerable<string> Describe(FlatTree tree)
    {
        var names = tree.Entries.CountBy(entry => entry.InodeNumber).ToDictionary();
        return tree.Entries.Select(entry => entry.Kind switch
        {
            NodeKind.Directory => $"{entry.Path}|d|{Convert.ToString(entry.Mode, 8)}",
            NodeKind.Symlink => $"{entry.Path}|l|{entry.LinkTarget}|{entry.ModifiedSeconds}",
            _ => $"{entry.Path}|f|{Convert.ToString(entry.Mode, 8)}|{names[entry.InodeNumber]}|{entry.ModifiedSeconds}|{entry.Content!.Value.SizeBytes}",
        });
    }

    private static string Canonical(string line)
    {
        var parts = line.Split('|');
        var seconds = parts[5].Split('.')[0];
        Assert.True(long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return parts[1] switch
        {
            "d" => $"{parts[0]}|d|{parts[2]}",
            "l" => $"{parts[0]}|l|{parts[4]}|{seconds}",
            _ => $"{parts[0]}|f|{parts[2]}|{parts[3]}|{seconds}|{parts[6]}",
        };
    }
}
