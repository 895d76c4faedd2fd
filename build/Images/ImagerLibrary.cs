using System.Collections.Concurrent;
using Imager.Arguments;
using Imager.Extensions;
using Imager.Images;
using Imager.Plan;
using Imager.Resolve;

namespace Imager.Build.Images;

/// <summary>The image library, called in-process with the words a person would type after <c>imager</c>.</summary>
/// <remarks><paramref name="environment"/> looks up a variable: proxies, logins, the cache, cosign.</remarks>
public sealed class ImagerLibrary(Func<string, string?> environment) : IImageBuilder
{
    /// <summary>What a name in a registry means: asked once in a run, however many images are made with it.</summary>
    private readonly ConcurrentDictionary<ImageLocation, Lazy<Task<string>>> known = new();

    /// <inheritdoc/>
    public ImageDescription Describe(ImageRequest request)
    {
        var inputs = NewInputs();
        var run = Parse(request, inputs, outputFolder: ".");
        return new ImageDescription(
            [.. run.Plans.Select(plan => plan.FileName)],
            [
                .. inputs.Paths.Concat(run.Plans.SelectMany(LocalImages)).Concat(run.Extensions.ModuleCertificateFiles)
                    .Select(Path.GetFullPath).Distinct().Order(StringComparer.Ordinal),
            ]);
    }

    /// <inheritdoc/>
    public Task BuildAsync(
        ImageRequest request, string outputFolder, Action<string> notice, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                var run = Parse(request, NewInputs(), outputFolder);
                var reporter = new NoticeReporter(notice, outputFolder);
                foreach (var warning in run.Warnings)
                {
                    reporter.Warn(warning);
                }

                using var images = ContainerImages.Open(run.Containers, environment, reporter);
                using var resolved = await new ResolvePlans(images, new AssetLocator(run.AssetsFolder), request.Epoch, reporter)
                    .RunAsync(run.Plans, cancellationToken);
                var extensionEnvironment = ExtensionEnvironment.From(images, environment, run.WriteOptions.Threads)
                    with
                { Settings = run.Extensions };
                using var extensions = await new PrepareExtensions(request.Epoch, reporter, extensionEnvironment)
                    .RunAsync(resolved.Plans, cancellationToken);
                await new ImageBuilder(request.Epoch, reporter) { Extensions = extensions }.BuildAsync(
                    resolved, run.WriteOptions, run.ContainerOutput, run.Containers.Registries(environment),
                    cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        ImageRequest request, Action<string> notice, CancellationToken cancellationToken)
    {
        var run = Parse(request, NewInputs(), outputFolder: ".");
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var location in run.Plans.SelectMany(InRegistries).Distinct())
        {
            digests[location.ToString()] = await known.GetOrAdd(location, _ => new(() => AskAsync(location))).Value;
        }

        return digests;

        async Task<string> AskAsync(ImageLocation location)
        {
            using var images = ContainerImages.Open(run.Containers, environment, new NoticeReporter(notice, outputFolder: "\0"));
            return (await images.ResolveAsync(location, cancellationToken)).Digest.ToString();
        }
    }

    /// <summary>Extensions and container images that lie on this machine: folders, layouts, archives.</summary>
    private static IEnumerable<string> LocalImages(BuildPlan plan) =>
        NamedImages.Extensions(plan).Select(extension => extension.LocalPath).Concat(NamedImages.Of(plan).Select(PathOf)).OfType<string>().Where(Path.Exists);

    private static IEnumerable<ImageLocation> InRegistries(BuildPlan plan) => NamedImages.Extensions(plan)
        .Where(extension => extension.Reference is not null)
        .Select(extension => new ImageLocation.Registry(extension.Reference!, extension.IsInsecure))
        .Concat(NamedImages.Of(plan).OfType<ImageLocation.Registry>());

    private static string? PathOf(ImageLocation location) => location switch
    {
        ImageLocation.Layout layout => layout.Folder,
        ImageLocation.Archive archive => archive.Path,
        _ => null,
    };

    private static InputFiles NewInputs() => new(() => string.Empty);

    private static ImageRun Parse(ImageRequest request, InputFiles inputs, string outputFolder) => ImageArguments.Parse(
        [
            request.Profile,
            "--arch", request.Architecture.Name,
            "--assets", request.AssetFolder,
            "--output", outputFolder,
            .. request.Arguments,
        ],
        inputs);

    /// <summary>Passes lines on, except those about the staging folder: the step names the final paths itself.</summary>
    private sealed class NoticeReporter(Action<string> notice, string outputFolder) : IBuildReporter
    {
        public void Progress(string message)
        {
            if (!message.Contains(outputFolder, StringComparison.Ordinal))
            {
                notice(message);
            }
        }

        public void Warn(string message) => notice($"warning: {message}");
    }
}
