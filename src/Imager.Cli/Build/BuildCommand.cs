using System.CommandLine;
using Imager.Arguments;
using Imager.Core;
using Imager.Extensions;
using Imager.Images;
using Imager.Overlays;
using Imager.Resolve;

namespace Imager.Cli.Build;

/// <summary><c>imager PROFILE...</c>: plan, then print the plan or build it.</summary>
internal sealed class BuildCommand(ConsoleHost host)
{
    private readonly ImageArguments arguments = new();

    /// <summary>The options, for help.</summary>
    internal IReadOnlyList<OptionGroup> Groups => arguments.Groups;

    private ImageOptionSet Options => arguments.Options;

    /// <summary>Makes <paramref name="root"/> the build command.</summary>
    internal void AttachTo(RootCommand root)
    {
        arguments.AttachTo(root);
        root.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = new ConsoleReporter(host.Error, parsed.GetValue(Options.Quiet), parsed.GetValue(Options.Verbose));
        var containers = arguments.ContainersOf(parsed);
        using var images = ContainerImages.Open(containers, host.Variable, reporter);
        var run = arguments.Read(
            parsed, new InputFiles(host.In.ReadToEnd), await OverlayProfilesAsync(parsed, images, cancellationToken));
        foreach (var profile in run.EffectiveProfiles)
        {
            reporter.Profile(profile);
        }

        foreach (var warning in run.Warnings)
        {
            reporter.Warn(warning);
        }

        if (parsed.GetValue(Options.Plan))
        {
            host.Out.Write(parsed.GetValue(Options.Json) ? PlanJson.Write(run.Plans) : PlanText.Write(run.Plans));
            return ExitCode.Ok;
        }

        var epoch = SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH"));
        var locator = new AssetLocator(AssetsFolder(run));
        using var resolved = await new ResolvePlans(images, locator, epoch, reporter).RunAsync(run.Plans, cancellationToken);
        var environment = ExtensionEnvironment.From(images, host.Variable, run.WriteOptions.Threads) with { Settings = run.Extensions };
        using var extensions = await new PrepareExtensions(epoch, reporter, environment).RunAsync(resolved.Plans, cancellationToken);
        var reports = await new ImageBuilder(epoch, reporter) { Extensions = extensions }.BuildAsync(
            resolved, run.WriteOptions, run.ContainerOutput, containers.Registries(host.Variable), cancellationToken);
        if (parsed.GetValue(Options.TarToStdout))
        {
            using var standardOutput = host.OpenStandardOutput();
            ResultArchive.Write(reports, standardOutput, cancellationToken);
        }
        else if (parsed.GetValue(Options.Json))
        {
            host.Out.Write(ReportJson.Write(reports));
        }

        return ExitCode.Ok;
    }

    /// <summary>An overlay brings profiles of its own; it is pulled first when a word may be one of them.</summary>
    private async Task<IReadOnlyList<KeyValuePair<string, (string SourceName, string Text)>>> OverlayProfilesAsync(
        ParseResult parsed, ContainerImages images, CancellationToken cancellationToken) =>
        arguments.OverlayWithProfiles(parsed) is { } location
            ? OverlayFolder.Profiles(
                await images.PullAsync(location, Architecture.Host, cancellationToken), images.ScratchFolder, cancellationToken)
            : [];

    private string? AssetsFolder(ImageRun run) =>
        run.AssetsFolder ?? host.Variable("IMAGER_ASSETS") ?? Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'));
}
