using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Build.Tests.Support;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Build.Tests.Kernels;

/// <summary>A kernel's folder becomes an image and comes out of it again.</summary>
public sealed class KernelImageTests : IDisposable
{
    private const string Release = "6.12.1-imager";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Kernel_comes_out_of_its_image_as_it_went_in()
    {
        var before = await WriteKernelAsync();
        var layout = await WriteImageAsync("first");

        var after = Path.Combine(folder.Path, "after");
        await ReadAsync(layout, after);

        Assert.Equal(Contents(before.Path), Contents(after));
    }

    [Fact]
    public async Task Image_has_a_layer_for_each_part_and_equal_bytes_each_time()
    {
        await WriteKernelAsync();

        var first = await ReadRootAsync(await WriteImageAsync("first"));
        var second = await ReadRootAsync(await WriteImageAsync("second"));

        Assert.Equal(first.Descriptor.Digest, second.Descriptor.Digest);
        Assert.Equal(4, Manifest.Parse(first).Layers.Count);
    }

    [Fact]
    public async Task Another_kernel_makes_another_image()
    {
        var kernel = await WriteKernelAsync();
        var first = await ReadRootAsync(await WriteImageAsync("first"));
        File.AppendAllText(kernel.Vmlinuz, "!");

        var second = await ReadRootAsync(await WriteImageAsync("second"));

        Assert.NotEqual(first.Descriptor.Digest, second.Descriptor.Digest);
    }

    [Fact]
    public async Task ReadAsync_names_what_a_foreign_image_has_instead_of_a_kernel()
    {
        var images = new ContainerComposer(BlobStore.Open(Path.Combine(folder.Path, "store")), SourceDateEpoch.Default);
        var layer = await images.AddLayerAsync("x", [LayerEntry.File("usr/bin/sh", 0x1ED, new byte[] { 1 })], CancellationToken.None);
        var layout = await WriteLayoutAsync("foreign", images, await images.ComposeAsync(Architecture.Amd64, new(), [layer], CancellationToken.None));

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(layout, Path.Combine(folder.Path, "after")));

        Assert.Equal("IMG2650", error.Code);
        Assert.Contains("/usr", error.Message, StringComparison.Ordinal);
    }

    private async Task<KernelFolder> WriteKernelAsync()
    {
        var kernel = new KernelFolder(Context().Paths.KernelFolder(Architecture.Amd64));
        foreach (var (path, text) in new[]
        {
            (kernel.Vmlinuz, "kernel"), (kernel.SystemMap, "map"), (kernel.Configuration, "CONFIG_MODULE_SIG_FORCE=y\n"),
            (kernel.Certificate, "certificate"), (kernel.ReleaseFile, Release + "\n"),
            (Path.Combine(kernel.Modules, Release, "modules.order"), "kernel/a.ko\n"),
            (Path.Combine(kernel.Modules, Release, "kernel", "a.ko"), "module"),
            (Path.Combine(kernel.Signatures, "usr", "lib", "modules", Release, "kernel", "a.ko.p7s"), "signature"),
            (Path.Combine(folder.Path, "usr", "src", $"linux-{Release}", "Makefile"), "all:\n"),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text);
        }

        await ToolProcess.RunCheckedAsync(
            new("tar", ["-c", "--sort=name", $"--mtime=@{SourceDateEpoch.Default.Seconds}", "--owner=0", "--group=0", "--numeric-owner",
                "--format=ustar", "-f", kernel.DevelTar, "-C", folder.Path, "usr/src"]),
            _ => { },
            CancellationToken.None);
        return kernel;
    }

    private async Task<string> WriteImageAsync(string name)
    {
        var images = new ContainerComposer(BlobStore.Open(Path.Combine(folder.Path, name + "-store")), SourceDateEpoch.Default);
        var writer = new KernelImageWriter(Context(), Path.Combine(folder.Path, name + "-work"));
        return await WriteLayoutAsync(name, images, await writer.ComposeAsync(images, Architecture.Amd64, CancellationToken.None));
    }

    private async Task<string> WriteLayoutAsync(string name, ContainerComposer images, ImagePlatform image)
    {
        var layout = Path.Combine(folder.Path, name);
        await ContainerFiles.WriteLayoutAsync(
            layout, new(await images.JoinAsync([image], CancellationToken.None), "latest"), CancellationToken.None);
        return layout;
    }

    private Task ReadAsync(string layout, string target) => new KernelImageReader(Context()).ReadAsync(
        KernelImageSource.Parse("oci:" + layout, Context().Paths)!, digest: null, Architecture.Amd64, target, CancellationToken.None);

    private static Task<OciDocument> ReadRootAsync(string layout) => OciLayout.Open(layout, "latest").ReadRootAsync(CancellationToken.None);

    private static Dictionary<string, byte[]> Contents(string path) => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(path, file), File.ReadAllBytes);

    private BuildContext Context()
    {
        // The tag of images comes from this file.
        File.WriteAllText(Path.Combine(folder.Path, "Directory.Build.props"), "<Project />");
        var console = new BuildConsole(TextWriter.Null, TextWriter.Null);
        return new BuildContext(
            new MakeContext(console, new MakeArguments(new Dictionary<string, string>()), force: false),
            new BuildPaths(folder.Path, folder.Path),
            _ => null);
    }
}
