using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Images;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Plan;
using Imager.Resolve;

namespace Imager.Containers;

/// <summary>The installers of one run: composed one by one, written, and pushed together.</summary>
internal sealed class InstallerRun(
    RegistrySettings registries, ContainerOutput output, WriteOptions options, IBuildReporter reporter) : IDisposable
{
    private readonly List<ImagePlatform> images = [];
    private readonly ScratchFolder scratch = new(options.OutputFolder);
    private ContainerComposer? composer;

    /// <summary>Made when the first installer is: other kinds need no store.</summary>
    private ContainerComposer Composer => composer ??= new ContainerComposer(BlobStore.Open(scratch.Path), options.Epoch);

    /// <summary>Composes one installer and writes it as a tar for <c>docker load</c>.</summary>
    internal async Task<ArtifactReport> AddAsync(
        ResolvedPlan resolved, BootAssets assets, Func<ExtentMap> uki, CancellationToken cancellationToken)
    {
        var plan = resolved.Plan;
        var path = Path.Combine(options.OutputFolder, plan.FileName);
        reporter.Progress($"building {plan.FileName}...");
        var pinned = resolved.BaseInstaller ?? throw new InvalidInputException(
            "IMG2666", $"{plan.FileName}: an installer is built on an installer-base image. Name it with --base-installer-image.");
        reporter.Progress($"base installer: {pinned.PinnedName}");
        var baseImage = pinned.Image;
        ContainerKinds.RequireInstallerBase(baseImage.Config, pinned.Location.ToString());
        var layer = await Composer.AddLayerAsync(
            $"boot assets for {plan.Architecture}", InstallerLayer.Entries(plan, assets, uki), cancellationToken);
        var image = await Composer.ExtendAsync(baseImage, KeptLayers(baseImage, plan), [layer], cancellationToken);
        images.Add(image);
        var reference = output.Push ?? ((pinned.Location as ImageLocation.Registry)?.Reference);
        var (size, sha256) = ImageWriter.WriteStream(
            path,
            stream => DockerArchive.Write(
                stream, image, reference is { Tag: not null } ? [reference.WithTag(reference.Tag)] : [], options.Epoch, cancellationToken),
            options,
            cancellationToken);
        reporter.Progress($"output asset path: {path}");
        return new ArtifactReport(path, plan.AssetName, "installer", plan.Architecture.Name, size, size, size, sha256)
        {
            ImageDigest = image.ManifestDocument.Descriptor.Digest.ToString(),
        };
    }

    /// <summary>Writes the layout and pushes, where that was asked for; the reference that was pushed, pinned.</summary>
    internal async Task<ImageReference?> FinishAsync(CancellationToken cancellationToken)
    {
        if (images.Count == 0 || output == ContainerOutput.None)
        {
            return null;
        }

        var joined = await Composer.JoinAsync(images, cancellationToken);
        if (output.LayoutPath is { } path)
        {
            var tagged = new TaggedImage(joined, output.Push?.Tag ?? "installer");
            await (path.EndsWith(".tar", StringComparison.Ordinal)
                ? ContainerFiles.WriteLayoutTarAsync(path, tagged, options.Epoch, cancellationToken)
                : ContainerFiles.WriteLayoutAsync(path, tagged, cancellationToken));
            reporter.Progress($"OCI layout: {path}");
        }

        if (output.Push is not { } target)
        {
            return null;
        }

        var pushed = (await new ContainerRegistry(registries).PushAsync([new(joined, target)], cancellationToken))[0];
        reporter.Progress($"pushed {pushed}");
        return pushed;
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();

    /// <summary>The Talos project's images are a base and at most one layer of assets, which is replaced.</summary>
    private static int KeptLayers(ImagePlatform baseImage, BuildPlan plan) =>
        baseImage.Manifest.Layers.Count == 2 || plan.Profile.Gates.IsVersion16OrOlder ? 1 : baseImage.Manifest.Layers.Count;
}
