using System.Text.Json;
using Imager.Cli.Tests.Support;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Cli.Tests.Installer;

/// <summary>The command's installer images, made on a base that is an OCI layout on this machine.</summary>
public sealed class InstallerTests : IAsyncLifetime, IDisposable
{
    private static readonly SourceDateEpoch Epoch = new(1_700_000_000);

    private readonly TempFolder folder = new();

    public async Task InitializeAsync()
    {
        var images = new ContainerComposer(BlobStore.Open(folder.PathOf("store")), Epoch);
        var installers = new List<ImagePlatform>
        {
            await ComposeAsync(images, "/bin/installer", Architecture.Amd64, 3), await ComposeAsync(images, "/bin/installer", Architecture.Arm64, 3),
        };
        await WriteAsync(images, "base", installers);
        await WriteAsync(images, "amd64-only", [installers[0]]);
        await WriteAsync(images, "two-layers", [await ComposeAsync(images, "/bin/installer", Architecture.Amd64, 2)]);
        await WriteAsync(images, "imager", [await ComposeAsync(images, "/bin/imager", Architecture.Amd64, 3)]);
        await WriteAsync(images, "nginx", [await ComposeAsync(images, "/usr/sbin/nginx", Architecture.Amd64, 3)]);
        folder.Write("vmlinuz-amd64", "a kernel");
        folder.Write("initramfs-amd64.xz", "an initramfs");
        folder.Write("vmlinuz-arm64", "another kernel");
        folder.Write("initramfs-arm64.xz", "another initramfs");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Installer_before_1_10_is_the_base_with_kernel_and_initramfs_on_top()
    {
        var result = Build("base", "out", "--arch", "amd64");

        Assert.True(result.ExitCode == 0, result.Error);
        var image = await PullAsync(await DockerArchive.OpenAsync(folder.PathOf("out/installer-amd64.tar"), null, default), "linux/amd64");
        Assert.Equal(["/bin/installer"], image.Config.Container.Entrypoint);
        Assert.Equal(("b=c", "v1"), (image.Config.Container.Env![0], image.Config.Container.Labels["l"]));
        Assert.Equal("2023-11-14T22:13:20Z", image.Config.Created);
        var tree = LayerFlattener.Flatten(image, new(), default);
        Assert.Equal(
            ["usr/install/amd64/initramfs.xz 644 0", "usr/install/amd64/vmlinuz 644 0"],
            tree.Below("usr/install/amd64").Select(entry => $"{entry.Path} {Convert.ToString(entry.Mode, 8)} {entry.ModifiedSeconds}"));
    }

    [Fact]
    public void Same_inputs_give_the_same_bytes_and_another_kernel_gives_others()
    {
        Build("base", "one", "--arch", "amd64");
        Build("base", "two", "--arch", "amd64");
        folder.Write("vmlinuz-amd64", "A kernel");
        Build("base", "control", "--arch", "amd64");

        Assert.Equal(Read("one/installer-amd64.tar"), Read("two/installer-amd64.tar"));
        Assert.NotEqual(Read("one/installer-amd64.tar"), Read("control/installer-amd64.tar"));
    }

    [Fact]
    public async Task Several_architectures_become_one_index_in_the_layout()
    {
        var result = Build("base", "out", "--arch", "amd64,arm64", "--oci-layout", folder.PathOf("layout"), "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        var index = ImageIndex.Parse(await OciLayout.Open(folder.PathOf("layout")).ReadRootAsync(default));
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(["linux/amd64", "linux/arm64"], index.Manifests.Select(entry => entry.Platform!.ToString()));
        Assert.Equal(
            index.Manifests.Select(entry => entry.Digest.ToString()),
            json.RootElement.EnumerateArray().Select(report => report.GetProperty("imageDigest").GetString()));
        Assert.True(File.Exists(folder.PathOf("out/installer-arm64.tar")));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(folder.PathOf("out")), path => path.EndsWith(".imager-tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upper_layer_of_a_base_with_two_is_replaced()
    {
        Build("two-layers", "out", "--arch", "amd64");

        var image = await PullAsync(await DockerArchive.OpenAsync(folder.PathOf("out/installer-amd64.tar"), null, default), "linux/amd64");
        Assert.Equal(2, image.Manifest.Layers.Count);
        Assert.False(LayerFlattener.Flatten(image, new(), default).TryGet("file1", out _));
    }

    [Theory]
    [InlineData("imager", "amd64", "IMG2661", "is an imager, not an installer-base")]
    [InlineData("nginx", "amd64", "IMG2662", "is no installer image: it starts \"/usr/sbin/nginx\"")]
    [InlineData("amd64-only", "arm64", "IMG2963", "the image is for linux/amd64, but linux/arm64 is needed")]
    [InlineData("none", "amd64", "IMG2966", "no OCI layout")]
    public void Wrong_base_is_named_as_what_it_is(string name, string arch, string code, string words)
    {
        var result = Build(name, "out", "--arch", arch);

        Assert.Equal(code[3] - '0', result.ExitCode);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(folder.PathOf("out")) ? Directory.GetFileSystemEntries(folder.PathOf("out")) : []);
    }

    [Theory]
    [InlineData("--push", "x/y:1", "IMG2663")]
    [InlineData("--oci-layout", "layout", "IMG2663")]
    public void Container_flags_are_refused_where_nothing_is_a_container(string flag, string value, string code)
    {
        var result = RecordingHost.Run("metal", "--arch", "amd64", "--plan", flag, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
    }

    private static async Task<ImagePlatform> ComposeAsync(ContainerComposer images, string program, Architecture architecture, int layerCount)
    {
        var config = new ContainerConfig
        {
            Entrypoint = [program],
            Env = ["b=c"],
            Labels = new SortedDictionary<string, string> { ["l"] = "v1" },
        };
        var layers = new List<BuiltLayer>();
        for (var i = 0; i < layerCount; i++)
        {
            layers.Add(await images.AddLayerAsync("x", [LayerEntry.File($"file{i}", FileTree.FileMode, new byte[i + 1])], default));
        }

        return await images.ComposeAsync(architecture, config, layers, default);
    }

    private async Task WriteAsync(ContainerComposer images, string name, IReadOnlyList<ImagePlatform> platforms) =>
        await ContainerFiles.WriteLayoutAsync(folder.PathOf(name), new TaggedImage(await images.JoinAsync(platforms, default), "v1"), default);

    private Task<ImagePlatform> PullAsync(IImageSource source, string platform) =>
        new ImagePuller(BlobStore.Open(folder.PathOf("pulled"))).PullAsync(source, Platform.Parse(platform), default);

    private byte[] Read(string name) => File.ReadAllBytes(folder.PathOf(name));

    private CliResult Build(string baseName, string output, params string[] more)
    {
        using var host = new RecordingHost();
        host.Environment["SOURCE_DATE_EPOCH"] = $"{Epoch.Seconds}";
        return host.RunHere(
        [
            "installer", "--target-version", "1.9.0", "--assets", folder.Path, "--output", folder.PathOf(output),
            "--base-installer-image", $"oci:{folder.PathOf(baseName)}", .. more,
        ]);
    }
}
