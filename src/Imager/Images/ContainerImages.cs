using System.Collections.Concurrent;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Trust;

namespace Imager.Images;

/// <summary>Turns locations into local images: resolved to a digest once, verified by policy, then pulled by that digest.</summary>
/// <remarks>
/// Nothing of an image but its root manifest, whose digest the check is about, is read before the policy agrees. Images of one run that
/// are the same are pulled once; blobs go into a cache that runs and processes share. Disposing closes connections and <c>trust</c>.
/// </remarks>
public sealed class ContainerImages(RegistrySettings registries, IImageTrust trust, IBuildReporter reporter) : IDisposable
{
    private readonly Lazy<BlobStore> store = new(() => BlobStore.Open(registries.CacheFolder));
    private readonly ConcurrentDictionary<ImageLocation, Lazy<Task<PinnedRoot>>> roots = new();
    private readonly ConcurrentDictionary<(ImageLocation, Architecture), Lazy<Task<PinnedImage>>> images = new();
    private readonly ConcurrentDictionary<(string, bool, bool), RegistryClient> clients = new();

    /// <summary>Registries and trust as the command line and the environment say.</summary>
    /// <param name="settings">The command line's.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="reporter">Gets a line for each pull.</param>
    public static ContainerImages Open(ContainerSettings settings, Func<string, string?> variable, IBuildReporter reporter) =>
        new(settings.Registries(variable), PolicyTrust.Load(settings, variable, reporter), reporter);

    /// <summary>Where a run unpacks images: beside the cache.</summary>
    public string ScratchFolder => Path.Combine(registries.CacheFolder, "scratch");

    /// <summary>The cache.</summary>
    public BlobStore Store => store.Value;

    /// <summary>The image for a machine, wholly in the cache.</summary>
    /// <exception cref="DependencyException">It cannot be reached, is other content than promised, or is not signed as demanded.</exception>
    /// <exception cref="InvalidInputException">It is not for this architecture, or no image.</exception>
    public Task<PinnedImage> PullAsync(ImageLocation location, Architecture architecture, CancellationToken cancellationToken) =>
        images.GetOrAdd((location, architecture), _ => new(() => PullNowAsync(location, architecture, cancellationToken))).Value;

    /// <summary>Where a location leads, verified; nothing but the root manifest has been fetched.</summary>
    /// <exception cref="DependencyException">It cannot be reached, or is not signed as demanded.</exception>
    public Task<PinnedRoot> ResolveAsync(ImageLocation location, CancellationToken cancellationToken) =>
        roots.GetOrAdd(location, _ => new(() => ResolveNowAsync(location, cancellationToken))).Value;

    /// <summary>A client for one registry with the run's credentials, mirrors and certificates; closed with this object.</summary>
    /// <param name="registry">Host and optional port.</param>
    /// <param name="isPlainHttp">Plain HTTP, also where no option names the host.</param>
    /// <param name="skipsCertificateCheck">Any certificate is taken.</param>
    public RegistryClient Client(string registry, bool isPlainHttp = false, bool skipsCertificateCheck = false) =>
        clients.GetOrAdd((registry, isPlainHttp, skipsCertificateCheck), _ => new RegistryClient(
            registries.OptionsFor(registry, isPlainHttp, skipsCertificateCheck)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        (trust as IDisposable)?.Dispose();
    }

    private async Task<PinnedImage> PullNowAsync(
        ImageLocation location, Architecture architecture, CancellationToken cancellationToken)
    {
        if (location is ImageLocation.Archive archive && ArchiveKinds.Detect(archive.Path) == ArchiveKind.Files)
        {
            return await FromFilesAsync(archive, architecture, cancellationToken);
        }

        var root = await ResolveAsync(location, cancellationToken);
        reporter.Progress($"pulling {location} ({root.Digest})...");
        var image = await new ImagePuller(Store).PullAsync(root.Source, Platform.Linux(architecture), cancellationToken);
        return new PinnedImage(location, root.Digest, image, root.Trust);
    }

    private async Task<PinnedRoot> ResolveNowAsync(ImageLocation location, CancellationToken cancellationToken) => location switch
    {
        ImageLocation.Registry registry => await ResolveInRegistryAsync(registry, cancellationToken),
        ImageLocation.Layout layout => await LocalAsync(location, OciLayout.Open(layout.Folder, layout.Tag), cancellationToken),
        ImageLocation.Archive archive => await LocalAsync(
            location,
            ArchiveKinds.Detect(archive.Path) == ArchiveKind.Docker
                ? await DockerArchive.OpenAsync(archive.Path, archive.Tag, cancellationToken)
                : OciArchive.Open(archive.Path, archive.Tag),
            cancellationToken),
        _ => throw new InvalidOperationException($"unknown kind of location: {location}"),
    };

    private async Task<PinnedRoot> ResolveInRegistryAsync(ImageLocation.Registry location, CancellationToken cancellationToken)
    {
        var (route, root) = await FirstRouteAsync(location, cancellationToken);
        var pinned = location.Reference.WithDigest(root.Descriptor.Digest);
        var finding = await trust.EnsureAsync(pinned, route, cancellationToken);
        return new PinnedRoot(location, new PinnedSource(route.Client.Open(pinned), root), root, finding);
    }

    /// <summary>An insecure location is tried over TLS with any certificate first, then over plain HTTP.</summary>
    private async Task<(RegistryRoute Route, OciDocument Root)> FirstRouteAsync(
        ImageLocation.Registry location, CancellationToken cancellationToken)
    {
        var reference = location.Reference;
        if (!location.IsInsecure || registries.IsPlainHttp(reference.Registry))
        {
            var route = new RegistryRoute(Client(reference.Registry), registries, IsPlainHttp: false, IsInsecure: false);
            return (route, await route.Client.GetManifestAsync(reference, cancellationToken));
        }

        var withoutCheck = new RegistryRoute(
            Client(reference.Registry, skipsCertificateCheck: true), registries, IsPlainHttp: false, IsInsecure: true);
        try
        {
            return (withoutCheck, await withoutCheck.Client.GetManifestAsync(reference, cancellationToken));
        }
        catch (DependencyException overTls)
        {
            var plain = new RegistryRoute(Client(reference.Registry, isPlainHttp: true), registries, IsPlainHttp: true, IsInsecure: true);
            try
            {
                return (plain, await plain.Client.GetManifestAsync(reference, cancellationToken));
            }
            catch (DependencyException overHttp)
            {
                throw new DependencyException(
                    "IMG5470", $"{reference}: neither TLS nor plain HTTP leads to it: {overTls.Message} | {overHttp.Message}", overHttp);
            }
        }
    }

    private static async Task<PinnedRoot> LocalAsync(
        ImageLocation location, IImageSource source, CancellationToken cancellationToken)
    {
        var root = await source.ReadRootAsync(cancellationToken);
        return new PinnedRoot(location, new PinnedSource(source, root), root, LocalFinding(location, root.Descriptor.Digest));
    }

    private static TrustFinding LocalFinding(ImageLocation location, Digest digest) => new(
        $"{location}@{digest}", TrustOutcome.NotCovered, "local file", [], "a local file: signatures are checked for registries only");

    /// <summary>A tar of a root file system becomes an image of one layer.</summary>
    private async Task<PinnedImage> FromFilesAsync(
        ImageLocation.Archive archive, Architecture architecture, CancellationToken cancellationToken)
    {
        await using var tar = OpenTar(archive.Path);
        var layer = await Store.AddAsync(MediaTypes.OciLayer, (output, token) => tar.CopyToAsync(output, token), cancellationToken);
        var image = await new ImageComposer(Store, SourceDateEpoch.Default).ComposeAsync(
            Platform.Linux(architecture), new ContainerConfig(), [new BuiltLayer(layer, layer.Digest)], cancellationToken);
        return new PinnedImage(archive, image.ManifestDocument.Descriptor.Digest, image, LocalFinding(archive, layer.Digest));
    }

    private static FileStream OpenTar(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6660", $"cannot read the tar \"{path}\": {error.Message}", error);
        }
    }
}
