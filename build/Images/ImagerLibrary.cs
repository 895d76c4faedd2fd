using Imager.Arguments;
using Imager.Extensions;
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
            [.. inputs.Paths.Select(Path.GetFullPath).Order(StringComparer.Ordinal)]);
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

                var locator = new AssetLocator(run.AssetsFolder);
                var environment = ExtensionEnvironment.From(Environment.GetEnvironmentVariable, run.WriteOptions.Threads)
                    with { Settings = run.Extensions };
                using var extensions = await new PrepareExtensions(locator, request.Epoch, reporter, environment)
                    .RunAsync(run.Plans, cancellationToken);
                var builder = new ImageBuilder(locator, request.Epoch, reporter) { Extensions = extensions };
                builder.Build(run.Plans, run.WriteOptions, cancellationToken);
            },
            cancellationToken);

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
