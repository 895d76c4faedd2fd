using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Profiles;

namespace Imager.Containers;

/// <summary>Images from registries, layout folders and archives, every byte checked against its digest, without a policy of its own.</summary>
/// <remarks>
/// What a registry delivers is kept in <paramref name="cache"/> for the next run, where there is one. <c>ociPath</c> may name a layout
/// folder, a tar of one, or a docker-archive; <c>PATH:TAG</c> chooses one of several images.
/// </remarks>
public sealed class ContainerSource(RegistrySettings settings, BlobStore? cache = null) : IContainerSource
{
    /// <summary>What <paramref name="asset"/> is called in messages.</summary>
    public static string NameOf(ContainerAsset asset) => asset.ImageRef ?? asset.OciPath ?? asset.TarballPath ?? "(no image)";

    /// <inheritdoc/>
    public async Task<ImagePlatform> OpenAsync(
        ContainerAsset asset, Architecture architecture, BlobStore store, CancellationToken cancellationToken)
    {
        var platform = Platform.Linux(architecture);
        if (asset.ImageRef is not { Length: > 0 } text)
        {
            var source = await OpenFileAsync(asset.OciPath ?? asset.TarballPath ?? string.Empty, cancellationToken);
            return await new ImagePuller(store).PullAsync(source, platform, cancellationToken);
        }

        var reference = ImageReference.Parse(text);
        var reach = asset.ForceInsecure == true ? settings with { PlainHttp = true } : settings;
        using var client = new RegistryClient(reach.OptionsFor([reference]));
        try
        {
            return await new ImagePuller(cache ?? store).PullAsync(client.Open(reference), platform, cancellationToken);
        }
        catch (DependencyException error)
        {
            throw new DependencyException(
                "IMG5411",
                $"the image {reference} cannot be had: {error.Code} {error.Message} Name another one, or a copy on this machine: "
                + "oci:FOLDER (an OCI layout) or tar:FILE (docker save, skopeo copy).",
                error);
        }
    }

    private static async Task<IImageSource> OpenFileAsync(string text, CancellationToken cancellationToken)
    {
        var (path, tag) = SplitTag(text);
        if (Directory.Exists(path))
        {
            return OciLayout.Open(path, tag);
        }

        if (!File.Exists(path))
        {
            throw new FileAccessException("IMG6624", $"\"{text}\": there is neither an OCI layout folder nor an image archive.");
        }

        try
        {
            return OciArchive.Open(path, tag);
        }
        catch (InvalidInputException error) when (error.Code == "IMG2975")
        {
            return await DockerArchive.OpenAsync(path, tag, cancellationToken);
        }
    }

    /// <summary>A tag behind the last colon, unless the whole text is a path that exists.</summary>
    private static (string Path, string? Tag) SplitTag(string text)
    {
        var colon = text.LastIndexOf(':');
        return Path.Exists(text) || colon <= text.LastIndexOf('/') ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
