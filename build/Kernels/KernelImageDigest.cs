using Imager.Build.Images;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>What the tag of PKG_KERNEL means in this run: asked once, so that all targets take the same image.</summary>
public sealed class KernelImageDigest(BuildContext context)
{
    private readonly Lock gate = new();
    private Task<Digest?>? asking;

    /// <summary>The digest if it was asked for already; null for local images too.</summary>
    public Digest? Known => asking is { IsCompletedSuccessfully: true } ? asking.Result : null;

    /// <summary>Asks the registry; null when PKG_KERNEL is no reference.</summary>
    public Task<Digest?> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return asking ??= AskAsync(cancellationToken);
        }
    }

    private async Task<Digest?> AskAsync(CancellationToken cancellationToken)
    {
        if (context.Kernel.Image is not { } image)
        {
            return null;
        }

        using var images = RegistryImages.Open(context);
        return await image.ResolveAsync(images, cancellationToken);
    }
}
