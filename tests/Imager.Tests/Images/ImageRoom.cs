using System.Text;
using Imager.Arguments;
using Imager.Artifacts;
using Imager.Containers;
using Imager.Core;
using Imager.Images;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Tests.Support;
using Imager.Plan;
using Imager.Resolve;
using Imager.Trust;

namespace Imager.Tests.Images;

/// <summary>Makes container images in layout folders and builds from them, as the command line would.</summary>
internal sealed class ImageRoom : IDisposable
{
    private readonly TempFolder folder = new();
    private int count;

    internal List<string> Warnings { get; } = [];

    internal string Folder => folder.Path;

    public void Dispose() => folder.Dispose();

    internal string Sub(string name) => folder.Sub(name);

    internal static LayerEntry Text(string path, string text, int mode = 0x1A4) => LayerEntry.File(path, mode, Encoding.UTF8.GetBytes(text));

    internal static LayerEntry Copy(string path, string file) =>
        LayerEntry.File(path, 0x1A4, new FileInfo(file).Length, () => File.OpenRead(file));

    /// <summary>A layout folder with one image of one layer, as <c>oci:DIR</c>.</summary>
    internal async Task<string> LayoutAsync(Architecture architecture, params LayerEntry[] entries)
    {
        var store = folder.Store();
        var layer = await new LayerBuilder(store).BuildAsync(entries, LayerCompression.Gzip, default);
        var image = await new ImageComposer(store, SourceDateEpoch.Default).ComposeAsync(
            Platform.Linux(architecture), new ContainerConfig(), [layer], default);
        var path = folder.Sub($"layout-{count++}");
        await OciLayout.WriteAsync(path, [new TaggedImage(new StoredImage(store, image.ManifestDocument), null)], default);
        return $"oci:{path}";
    }

    internal ContainerImages Images(params string[] plainHttp) => new(
        new RegistrySettings { CacheFolder = folder.Sub("cache"), DockerConfigPath = folder.Sub("none"), PlainHttpHosts = plainHttp },
        new Unchecked(),
        new Recorder(Warnings));

    /// <summary>Plans, resolves and builds what the words ask for.</summary>
    internal async Task<(ArtifactReport Report, BuildPlan Plan)> BuildAsync(string assets, params string[] words)
    {
        var output = folder.Sub($"out-{count++}");
        var run = ImageArguments.Parse(["--output", output, "--assets", assets, .. words], new InputFiles(() => string.Empty));
        using var images = Images();
        var reporter = new Recorder(Warnings);
        using var resolved = await new ResolvePlans(images, new AssetLocator(run.AssetsFolder), SourceDateEpoch.Default, reporter)
            .RunAsync(run.Plans, default);
        var reports = await new ImageBuilder(SourceDateEpoch.Default, reporter).BuildAsync(
            resolved, run.WriteOptions, ContainerOutput.None, RegistrySettings.FromEnvironment(_ => null), default);
        return (Assert.Single(reports), Assert.Single(resolved.Plans).Plan);
    }

    private sealed class Recorder(List<string> warnings) : IBuildReporter
    {
        public void Progress(string message)
        {
        }

        public void Warn(string message) => warnings.Add(message);
    }
}
