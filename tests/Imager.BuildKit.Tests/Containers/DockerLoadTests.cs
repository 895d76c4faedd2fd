using System.Diagnostics;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.BuildKit.Tests.Containers;

/// <summary>Images that we compose, loaded and run by a docker engine, inspected by skopeo and unpacked by umoci.</summary>
[Collection(DockerdCollection.Name)]
[Trait("Category", "Oracle")]
public sealed class DockerLoadTests(DockerdFixture dockerd) : IDisposable
{
    private const string Name = "example.org/imager/busybox:v1";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Docker_loads_our_archive_and_runs_it_without_any_privilege()
    {
        if (dockerd.Engine is null)
        {
            return;
        }

        var image = await ComposeAsync(Architecture.Host);
        ContainerFiles.WriteDockerArchive(folder["image.tar"], image, [ImageReference.Parse(Name)], SourceDateEpoch.Default, default);

        var loaded = await DockerAsync("load", "-i", folder["image.tar"]);
        var id = await DockerAsync("image", "inspect", "--format", "{{.Id}} {{.Created}} {{index .Config.Labels \"who\"}}", Name);
        var said = await DockerAsync(
            "run", "--rm", "--network", "none", "--user", "1000:1000", "--read-only", "--cap-drop", "ALL", Name, "stat", "-c", "%a %u %Y", "/opt/data");

        Assert.Contains(Name, loaded, StringComparison.Ordinal);
        Assert.Equal($"{image.Manifest.Config.Digest} 2025-10-09T08:53:20Z us", id.Trim());
        Assert.Equal($"644 0 {SourceDateEpoch.Default.Seconds}", said.Trim());
    }

    [Fact]
    public async Task Skopeo_and_umoci_read_each_platform_of_our_layout()
    {
        if (!Requirements.Has(File.Exists("/usr/bin/skopeo"), "skopeo") || !Requirements.Has(File.Exists("/usr/bin/umoci"), "umoci")
            || !Requirements.Has(File.Exists(Requirements.Busybox), "a static busybox"))
        {
            return;
        }

        var (amd64, arm64) = (await ComposeAsync(Architecture.Amd64), await ComposeAsync(Architecture.Arm64));
        var joined = await new ContainerComposer(amd64.Store, SourceDateEpoch.Default).JoinAsync([amd64, arm64], default);
        await ContainerFiles.WriteLayoutAsync(folder["both"], new TaggedImage(joined, "v1"), default);
        await ContainerFiles.WriteLayoutAsync(folder["one"], new TaggedImage(new StoredImage(amd64.Store, amd64.ManifestDocument), "v1"), default);

        var config = await RunAsync("skopeo", "inspect", "--override-arch", "arm64", "--config", $"oci:{folder["both"]}:v1");
        await RunAsync("umoci", "unpack", "--rootless", "--image", $"{folder["one"]}:v1", folder["bundle"]);

        Assert.Contains("\"architecture\": \"arm64\"", config, StringComparison.Ordinal);
        Assert.Equal("data", await File.ReadAllTextAsync(folder["bundle/rootfs/opt/data"]));
        Assert.Equal(await File.ReadAllBytesAsync(Requirements.Busybox), await File.ReadAllBytesAsync(folder["bundle/rootfs/bin/busybox"]));
    }

    private async Task<ImagePlatform> ComposeAsync(Architecture architecture)
    {
        Directory.CreateDirectory(folder["opt"]);
        await File.WriteAllTextAsync(folder["opt/data"], "data");
        var epoch = SourceDateEpoch.Default;
        var images = new ContainerComposer(BlobStore.Open(folder["store"]), epoch);
        var programs = FileTree.WithParents([FileTree.File(Requirements.Busybox, "bin/busybox", epoch, FileTree.ExecutableMode)], epoch);
        BuiltLayer[] layers =
        [
            await images.AddLayerAsync("programs", programs, default),
            await images.AddLayerAsync("data", FileTree.Read(folder["opt"], "opt", epoch), default),
        ];
        var config = new ContainerConfig
        {
            Entrypoint = ["/bin/busybox"],
            Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["who"] = "us" },
        };
        return await images.ComposeAsync(architecture, config, layers, default);
    }

    private Task<string> DockerAsync(params string[] words) => RunAsync("docker", ["-H", dockerd.Endpoint.ToString(), .. words]);

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {process.ExitCode}\n{output}\n{await error}");
        return output;
    }
}
