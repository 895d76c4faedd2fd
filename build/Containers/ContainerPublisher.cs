using Cake.Core.Diagnostics;
using Imager.Build.Results;
using Imager.Build.Steps;
using Imager.Containers;

namespace Imager.Build.Containers;

/// <summary>Brings finished images into registries and into the results of the run.</summary>
public static class ContainerPublisher
{
    /// <summary>Every image that <c>push</c>, <c>image-list</c> and releases know, in the order they are listed.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. new[] { ContainerKind.Imager, ContainerKind.Installer, ContainerKind.InstallerBase }.Select(ContainerKinds.NameOf)];

    /// <summary>Notes an image that was made, or was there already.</summary>
    public static async Task<ContainerResult> RecordAsync(BuildContext context, string name, CancellationToken cancellationToken)
    {
        var image = await new ContainerImageFiles(context, name).ReadAsync(cancellationToken);
        var platforms = await ContainerImageFiles.PlatformsAsync(image, cancellationToken);
        var result = new ContainerResult(
            name,
            context.Containers.ReferenceTo(name),
            image.Root.Descriptor.Digest,
            new SortedDictionary<string, string>(platforms.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()), StringComparer.Ordinal));
        context.Results.AddContainer(result);
        return result;
    }

    /// <summary>Pushes images: everything by digest first, then all tags.</summary>
    /// <exception cref="Imager.Core.DependencyException">A registry refuses or fails; no tag has moved.</exception>
    public static async Task PushAsync(
        BuildContext context, IReadOnlyList<string> names, string tag, CancellationToken cancellationToken)
    {
        // Registries do not take the same manifest twice at a time, and push, push-latest, ... run side by side.
        using var one = await StepLock.AcquireAsync(
            context.Paths, "push", () => context.Log.Information("another push is under way; waiting"), cancellationToken);
        var pushes = new List<ImagePush>();
        foreach (var name in names)
        {
            var image = await new ContainerImageFiles(context, name).ReadAsync(cancellationToken);
            pushes.Add(new(image, context.Containers.ReferenceTo(name).WithTag(tag)));
        }

        var registry = new ContainerRegistry(ContainerSettings.Registries(context));
        foreach (var (name, pushed) in names.Zip(await registry.PushAsync(pushes, cancellationToken)))
        {
            context.Log.Information($"pushed {pushed}");
            context.Results.AddPush(name, pushed);
        }
    }
}
