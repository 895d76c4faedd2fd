using System.Text;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Tests.Containers;

/// <summary>Small images of the kinds that matter.</summary>
internal static class SampleContainers
{
    internal static readonly SourceDateEpoch Epoch = new(1_700_000_000);

    internal static ContainerConfig InstallerConfig { get; } = new()
    {
        Entrypoint = ["/bin/installer"],
        Env = ["A=b"],
        Labels = new SortedDictionary<string, string> { ["alpha.talos.dev/version"] = "v1.6.7" },
    };

    internal static ContainerConfig ImagerConfig { get; } = new() { Entrypoint = ["/bin/imager"] };

    internal static Task<ImagePlatform> ImageAsync(
        BlobStore store, ContainerConfig config, Architecture architecture, int layerCount = 1) =>
        ImageAsync(new ContainerComposer(store, Epoch), config, architecture, layerCount);

    internal static async Task<ImagePlatform> ImageAsync(
        ContainerComposer images, ContainerConfig config, Architecture architecture, int layerCount = 1)
    {
        var layers = new List<BuiltLayer>();
        for (var i = 0; i < layerCount; i++)
        {
            var content = Encoding.UTF8.GetBytes($"{architecture} layer {i}");
            layers.Add(await images.AddLayerAsync($"layer {i}", [LayerEntry.File($"file{i}", FileTree.FileMode, content)], default));
        }

        return await images.ComposeAsync(architecture, config, layers, default);
    }

    internal static StoredImage Stored(ImagePlatform image) => new(image.Store, image.ManifestDocument);
}
