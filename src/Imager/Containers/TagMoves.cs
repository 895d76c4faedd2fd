using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;

namespace Imager.Containers;

/// <summary>Moves the tags of several images as one: when one of them cannot be moved, the others are put back.</summary>
internal sealed class TagMoves(RegistryClient client)
{
    private readonly List<(ImageReference Tag, OciDocument? Before)> moves = [];

    /// <summary>Notes what a tag names now. All tags are asked for before the first one moves.</summary>
    public async Task RememberAsync(ImageReference tag, CancellationToken cancellationToken) =>
        moves.Add((tag, await client.FindTagAsync(tag, cancellationToken)));

    /// <summary>Makes a tag name an image of which the registry has everything.</summary>
    public Task MoveAsync(ImageReference tag, OciDocument image, CancellationToken cancellationToken) =>
        client.MoveTagAsync(tag, image, cancellationToken);

    /// <summary>Puts back every tag up to <paramref name="failed"/>, whose answer may have been lost after it had moved.</summary>
    /// <returns>What became of the tags, in a sentence.</returns>
    public async Task<string> PutBackAsync(ImageReference failed, CancellationToken cancellationToken)
    {
        var stuck = new List<string>();
        foreach (var (tag, before) in moves.Take(moves.FindIndex(move => move.Tag == failed) + 1))
        {
            // A tag that did not exist cannot be taken away: most registries do not let anybody delete one.
            var isBack = before is null ? tag == failed : await TryPutBackAsync(tag, before, cancellationToken);
            stuck.AddRange(isBack ? [] : [$"{tag}"]);
        }

        return stuck.Count == 0
            ? "No tag was moved."
            : $"These tags name the new images already or may do so, and could not be put back: {string.Join(", ", stuck)}.";
    }

    private async Task<bool> TryPutBackAsync(ImageReference tag, OciDocument before, CancellationToken cancellationToken)
    {
        try
        {
            await client.MoveTagAsync(tag, before, cancellationToken);
            return true;
        }
        catch (DependencyException)
        {
            return (await TryFindAsync(tag, cancellationToken))?.Descriptor.Digest == before.Descriptor.Digest;
        }
    }

    /// <summary>A registry that refuses every PUT may still answer what the tag names.</summary>
    private async Task<OciDocument?> TryFindAsync(ImageReference tag, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindTagAsync(tag, cancellationToken);
        }
        catch (DependencyException)
        {
            return null;
        }
    }
}
