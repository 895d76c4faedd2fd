using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;

namespace Imager.Containers;

/// <summary>Pushes images so that a failure moves no tag.</summary>
public sealed class ContainerRegistry(RegistrySettings settings)
{
    /// <summary>Pushes several images: first everything by digest, and only when all of it is there, the tags.</summary>
    /// <remarks>
    /// After a failure blobs and untagged manifests may stay in the registry; a next try uses them. A tag is one request; when one of them
    /// fails, those that had moved are put back.
    /// </remarks>
    /// <returns>The targets, pinned to the digests that were pushed, in the order of <paramref name="pushes"/>.</returns>
    /// <exception cref="DependencyException">A registry refuses, cannot be reached or keeps failing.</exception>
    public async Task<IReadOnlyList<ImageReference>> PushAsync(
        IReadOnlyList<ImagePush> pushes, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(settings.OptionsFor(pushes.Select(push => push.Target)));
        var tags = new TagMoves(client);
        var tagged = pushes.Where(push => push.Target.Digest is null).ToList();
        foreach (var push in pushes)
        {
            var siblings = pushes.Where(other => other.Target.Registry == push.Target.Registry).Select(other => other.Target.Repository);
            await TryAsync(push, () => client.PushAsync(push.Image, Pinned(push), [.. siblings.Distinct()], cancellationToken));
        }

        foreach (var push in tagged)
        {
            await TryAsync(push, () => tags.RememberAsync(push.Target, cancellationToken));
        }

        foreach (var push in tagged)
        {
            await TryAsync(
                push,
                () => tags.MoveAsync(push.Target, push.Image.Root, cancellationToken),
                () => tags.PutBackAsync(push.Target, cancellationToken));
        }

        return [.. pushes.Select(Pinned)];
    }

    private static ImageReference Pinned(ImagePush push) => push.Target.WithDigest(push.Image.Root.Descriptor.Digest);

    private static async Task TryAsync(ImagePush push, Func<Task> send, Func<Task<string>>? putBack = null)
    {
        try
        {
            await send();
        }
        catch (DependencyException error)
        {
            var state = putBack is null ? "No tag was moved." : await putBack();
            throw new DependencyException(
                "IMG5410",
                $"{push.Target} was not pushed: {error.Code} {error.Message} {state} "
                + $"Log in with: docker login {push.Target.Registry}, if the registry refuses; try again, if it was out of order.",
                error);
        }
    }
}
