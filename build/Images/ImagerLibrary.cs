using Imager.Arguments;
using Imager.Extensions;
using Imager.Images;
using Imager.Plan;
using Imager.Resolve;

namespace Imager.Build.Images;

/// <summary>The image library, called in-process with the words a person would type after <c>imager</c>.</summary>
public sealed class ImagerLibrary : IImageBuilder
{
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

                using var images = ContainerImages.Open(run.Containers, Environment.GetEnvironmentVariable, reporter);
                using var resolved = await new ResolvePlans(images, new AssetLocator(run.AssetsFolder), request.Epoch, reporter)
                    .RunAsync(run.Plans, cancellationToken);
                var environment = ExtensionEnvironment.From(images, Environment.GetEnvironmentVariable, run.WriteOptions.Threads)
                    with { Settings = run.Extensions };
                using var extensions = await new PrepareExtensions(request.Epoch, reporter, environment)
                    .RunAsync(resolved.Plans, cancellationToken);
                await new ImageBuilder(request.Epoch, reporter) { Extensions = extensions }.BuildAsync(
                    resolved, run.WriteOptions, run.ContainerOutput, run.Containers.Registries(Environment.GetEnvironmentVariable),
                    cancellationToken);
            },
            cancellationToken);

    /// <summary>Extensions and container images that lie on this machine: folders, layouts, archives.</summary>
    private static IEnumerable<string> LocalImages(BuildPlan plan)
    {
        var input = plan.Profile.Input;
        var extensions = (input?.SystemExtensions ?? []).Select(asset => ExtensionSource.From(asset).LocalPath);
        var images = new[]
        {
            plan.Base, ImageLocation.Of(input?.BaseInstaller), ImageLocation.Of(input?.OverlayInstaller), ImageLocation.Of(input?.ImageCache),
            ImageLocation.Of(plan.Profile.Overlay?.Image),
        };
        return extensions.Concat(images.Select(PathOf)).OfType<string>().Where(Path.Exists);
    }

    private static string? PathOf(ImageLocation? location) => location switch
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
