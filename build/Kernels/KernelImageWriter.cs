using Imager.Build.Processes;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Build.Kernels;

/// <summary>Composes the kernel image: kernel, modules, signatures and devel tree as a layer each.</summary>
/// <remarks>
/// <c>/boot/{vmlinuz,System.map,config}</c>, <c>/certs/signing_key.x509</c>, <c>/usr/lib/modules/RELEASE</c> (and <c>/lib</c>, a link),
/// <c>/signatures/usr/lib/modules/RELEASE/*.ko.p7s</c>, <c>/usr/src/linux-RELEASE</c>.
/// </remarks>
public sealed class KernelImageWriter(BuildContext context, string workFolder)
{
    /// <summary>The image of one machine; the devel tree is unpacked below the work folder, which the caller removes.</summary>
    public async Task<ImagePlatform> ComposeAsync(ContainerComposer images, Architecture architecture, CancellationToken cancellationToken)
    {
        var kernel = new KernelFolder(context.Paths.KernelFolder(architecture));
        var epoch = images.Epoch;
        var devel = Path.Combine(workFolder, $"devel-{architecture}");
        Directory.CreateDirectory(devel);
        await ToolProcess.RunCheckedAsync(new("tar", ["-x", "-f", kernel.DevelTar, "-C", devel]), _ => { }, cancellationToken);
        var release = (await File.ReadAllTextAsync(kernel.ReleaseFile, cancellationToken)).Trim();
        IReadOnlyList<(string Name, IReadOnlyList<LayerEntry> Entries)> parts =
        [
            ("kernel",
            [
                .. FileTree.Read(kernel.BootFolder, "boot", epoch),
                FileTree.File(kernel.Certificate, "certs/signing_key.x509", epoch),
            ]),
            ("modules", [.. FileTree.Read(kernel.Modules, "usr/lib/modules", epoch), LayerEntry.Symlink("lib", "usr/lib") with { ModifiedSeconds = epoch.Seconds }]),
            ("detached signatures", FileTree.Read(kernel.Signatures, "signatures", epoch)),
            ("devel", FileTree.Read(devel, string.Empty, epoch)),
        ];
        var layers = new List<BuiltLayer>();
        foreach (var (name, entries) in parts)
        {
            layers.Add(await images.AddLayerAsync($"kernel {release}: {name}", FileTree.WithParents(entries, epoch), cancellationToken));
        }

        var config = new ContainerConfig
        {
            Labels = new Dictionary<string, string>
            {
                ["org.opencontainers.image.title"] = "kernel",
                ["org.opencontainers.image.version"] = release,
                ["org.opencontainers.image.licenses"] = "GPL-2.0-only",
            },
        };
        return await images.ComposeAsync(architecture, config, layers, cancellationToken);
    }
}
