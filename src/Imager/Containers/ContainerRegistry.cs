using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;

namespace Imager.Containers;

/// <summary>Pushes images so that a failure moves no tag.</summary>
public sealed class ContainerRegistry(RegistrySettings settings)
{
    /// <summary>Pushes several images: first everything by digest, and only when all of it is there, the tags.</summary>
    /// <remarks>After a failure blobs and untagged manifests may stay in the registry; a next try uses them.</remarks>
    /// <returns>The targets, pinned to the digests that were pushed, in the order of <paramref name="pushes"/>.</returns>
    /// <exception cref="DependencyException">A registry refuses, cannot be reached or keeps failing.</exception>
    public async Task<IReadOnlyList<ImageReference>> PushAsync(
        IReadOnlyList<ImagePush> pushes, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(settings.OptionsFor(pushes.Select(push => push.Target)));
        foreach (var push in pushes)
        {
            var siblings = pushes.Where(other => other.Target.Registry == push.Target.Registry).Select(other => other.Target.Repository);
            var byDigest = push.Target.WithDigest(push.Image.Root.Descriptor.Digest);
            await TryAsync(push, () => client.PushAsync(push.Image, byDigest, [.. siblings.Distinct()], cancellationToken));
        }

        var pushed = new List<ImageReference>();
        foreach (var push in pushes)
        {
            pushed.Add(push.Target.Digest is null
                ? await TryAsync(push, () => client.PushAsync(push.Image, push.Target, [], cancellationToken))
                : push.Target.WithDigest(push.Image.Root.Descriptor.Digest));
        }

        return pushed;
    }

    private static async Task<ImageReference> TryAsync(ImagePush push, Func<Task<ImageReference>> send)
    {
        try
        {
            return await send();
        }
        catch (DependencyException error)
        {
            throw new DependencyException(
                "IMG5410",
                $"{push.Target} was not pushed, and its tag was not moved: {error.Code} {error.Message} "
                + $"Log in with: docker login {push.Target.Registry}, if the registry refuses; try again, if it was out of order.",
                error);
        }
    }
}
