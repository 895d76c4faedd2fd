using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Build.Containers;

/// <summary>What is inside our containers: a root of Debian's libraries, the imager command with its runtime, boot assets.</summary>
/// <remarks>Four layers and never two: the Talos imager takes a base of two layers for one with assets and drops the upper one.</remarks>
public sealed class ImageContents(BuildContext context, ContainerComposer images)
{
    private const int OpenFolderMode = 0x3FF;

    private static readonly string[] OpenFolders = ["out", "tmp"];

    private static readonly string[] Environment =
    [
        "PATH=/usr/bin",
        "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",

        // The runtime would open a socket in /tmp for debuggers, also in a read-only container.
        "DOTNET_EnableDiagnostics=0",
    ];

    private readonly Dictionary<Architecture, Task<BuiltLayer>> assetLayers = [];

    /// <summary>The image for one machine.</summary>
    public async Task<ImagePlatform> ComposeAsync(
        ContainerKind kind, Architecture machine, IReadOnlyList<Architecture> assets, CancellationToken cancellationToken)
    {
        var layers = new List<BuiltLayer>
        {
            await images.AddLayerAsync("folders", Folders(), cancellationToken),
            await images.AddLayerAsync(
                "Debian libraries", FileTree.Read(context.Paths.ContainerRoot(machine), string.Empty, images.Epoch), cancellationToken),
            await images.AddLayerAsync("imager command", Command(machine), cancellationToken),
        };
        foreach (var architecture in assets)
        {
            layers.Add(await AssetLayerAsync(architecture, cancellationToken));
        }

        return await images.ComposeAsync(machine, Config(kind, machine), layers, cancellationToken);
    }

    /// <summary>The files of <c>/usr/install/ARCH</c>, by their names there.</summary>
    public static IEnumerable<(string Path, string Name)> BootAssets(BuildPaths paths, Architecture architecture) =>
    [
        (paths.Vmlinuz(architecture), "vmlinuz"),
        (paths.Initramfs(architecture), "initramfs.xz"),
        (paths.SdStub(architecture), "systemd-stub.efi"),
        (paths.SdBoot(architecture), "systemd-boot.efi"),
        (paths.Grub(architecture), "grub"),
    ];

    private ContainerConfig Config(ContainerKind kind, Architecture machine) => new()
    {
        Entrypoint = ["/usr/bin/imager"],
        Env = [.. Environment, $"VERSION={context.Containers.Tag}", $"TARGETARCH={machine}", $"SOURCE_DATE_EPOCH={images.Epoch.Seconds}"],
        WorkingDir = "/",
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [ContainerKinds.Label] = ContainerKinds.NameOf(kind),
            [ContainerKinds.VersionLabel] = context.Containers.Tag,
            ["org.opencontainers.image.title"] = ContainerKinds.NameOf(kind),
            ["org.opencontainers.image.version"] = context.Containers.Tag,
        },
    };

    /// <summary>Folders that any user may write to: results and temporary files.</summary>
    private IEnumerable<LayerEntry> Folders() =>
        OpenFolders.Select(name => LayerEntry.Directory(name, OpenFolderMode) with { ModifiedSeconds = images.Epoch.Seconds });

    private IReadOnlyList<LayerEntry> Command(Architecture machine) =>
    [
        .. FileTree.Read(context.Paths.StandaloneCli(machine), "usr/lib/imager", images.Epoch),
        LayerEntry.Symlink("usr/bin/imager", "../lib/imager/imager") with { ModifiedSeconds = images.Epoch.Seconds },
    ];

    /// <summary>Images for several machines share it, so it is written once.</summary>
    private Task<BuiltLayer> AssetLayerAsync(Architecture architecture, CancellationToken cancellationToken)
    {
        if (!assetLayers.TryGetValue(architecture, out var layer))
        {
            var folder = $"usr/install/{architecture}";
            var entries = BootAssets(context.Paths, architecture).SelectMany(asset => Directory.Exists(asset.Path)
                ? FileTree.Read(asset.Path, $"{folder}/{asset.Name}", images.Epoch)
                : [FileTree.File(asset.Path, $"{folder}/{asset.Name}", images.Epoch)]);
            var distinct = FileTree.WithParents([.. entries.DistinctBy(entry => entry.Path)], images.Epoch);
            assetLayers[architecture] = layer = images.AddLayerAsync($"boot assets for {architecture}", distinct, cancellationToken);
        }

        return layer;
    }
}
