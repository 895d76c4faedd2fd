using System.CommandLine;
using Imager.Arguments;
using Imager.Core;
using Imager.Extensions;
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
        var run = arguments.Read(parsed, new InputFiles(host.In.ReadToEnd));
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

        var (locator, epoch) = (new AssetLocator(AssetsFolder(run)), SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH")));
        var environment = ExtensionEnvironment.From(host.Variable, run.WriteOptions.Threads) with { Settings = run.Extensions };
        using var extensions = await new PrepareExtensions(locator, epoch, reporter, environment).RunAsync(run.Plans, cancellationToken);
        var builder = new ImageBuilder(locator, epoch, reporter) { Extensions = extensions };
        var reports = builder.Build(run.Plans, run.WriteOptions, cancellationToken);
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

    private string? AssetsFolder(ImageRun run) =>
        run.AssetsFolder ?? host.Variable("IMAGER_ASSETS") ?? Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'));
}
