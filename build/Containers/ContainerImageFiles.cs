using Imager.Build.Steps;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Build.Containers;

/// <summary>A container image among the artifacts: an OCI layout with all platforms, and one archive each for <c>docker load</c>.</summary>
public sealed class ContainerImageFiles(BuildContext context, string name)
{
    /// <summary>Where they end.</summary>
    public IReadOnlyList<string> Outputs =>
    [
        context.Paths.ContainerLayout(name),
        .. context.Architectures.Select(machine => context.Paths.ContainerArchive(name, machine)),
    ];

    /// <summary>Composes one image for each machine and writes all files.</summary>
    public async Task MakeAsync(
        StagingFolder staging, Func<ContainerComposer, Architecture, Task<ImagePlatform>> compose, CancellationToken cancellationToken)
    {
        var images = new ContainerComposer(BlobStore.Open(Path.Combine(staging.Path, "store")), context.SourceDateEpoch);
        var reference = context.Containers.ReferenceTo(name);
        var machines = new List<ImagePlatform>();
        foreach (var machine in context.Architectures)
        {
            var image = await compose(images, machine);
            machines.Add(image);
            var archive = staging.For(context.Paths.ContainerArchive(name, machine));
            await Task.Run(
                () => ContainerFiles.WriteDockerArchive(archive, image, [reference], images.Epoch, cancellationToken), cancellationToken);
        }

        var joined = await images.JoinAsync(machines, cancellationToken);
        await ContainerFiles.WriteLayoutAsync(
            staging.For(context.Paths.ContainerLayout(name)), new TaggedImage(joined, reference.Tag), cancellationToken);
    }

    /// <summary>The image that was made, with everything of it in a store of its own layout.</summary>
    public async Task<StoredImage> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = context.Paths.ContainerLayout(name);
        var root = await OciLayout.Open(folder).ReadRootAsync(cancellationToken);
        return new StoredImage(BlobStore.OpenFinished(folder), root);
    }

    /// <summary>The manifest of each platform, by digest; what the results say about the image.</summary>
    public static async Task<IReadOnlyDictionary<string, Digest>> PlatformsAsync(StoredImage image, CancellationToken cancellationToken)
    {
        if (MediaTypes.IsIndex(image.Root.MediaType))
        {
            return ImageIndex.Parse(image.Root).Manifests.ToDictionary(entry => entry.Platform!.ToString(), entry => entry.Digest);
        }

        var only = await ImagePlatform.ReadAsync(image.Store, image.Root, cancellationToken);
        return new Dictionary<string, Digest> { [only.Config.Platform.ToString()] = image.Root.Descriptor.Digest };
    }
}
