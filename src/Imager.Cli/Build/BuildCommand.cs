using System.CommandLine;
using Imager.Artifacts;
using Imager.Core;
using Imager.Plan;
using Imager.Profiles;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;
using Imager.Resolve;

namespace Imager.Cli.Build;

/// <summary><c>imager PROFILE...</c>: resolve, plan, then print the plan or build it.</summary>
internal sealed class BuildCommand(ConsoleHost host)
{
    private readonly BuildOptions options = new();
    private readonly Argument<string[]> profiles = new("profile")
    {
        Description = "Built-in profile names, profile files (.yaml), folders of them, or - for one document on standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Makes <paramref name="root"/> the build command.</summary>
    internal void AttachTo(RootCommand root)
    {
        root.Add(profiles);
        profiles.CompletionSources.Add(_ =>
            ProfileCatalog.BuiltIn.List(TargetVersion.Default)
                .Select(entry => new System.CommandLine.Completions.CompletionItem(entry.Name)));
        foreach (var option in options.All)
        {
            root.Add(option);
        }

        root.SetAction((parsed, cancellationToken) => Task.FromResult((int)Run(parsed, cancellationToken)));
    }

    private ExitCode Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = new ConsoleReporter(host.Error, parsed.GetValue(options.Quiet), parsed.GetValue(options.Verbose));
        var plans = Plans(parsed, reporter);
        foreach (var warning in plans.SelectMany(plan => plan.Warnings).Distinct(StringComparer.Ordinal))
        {
            reporter.Warn(warning);
        }

        var locator = new AssetLocator(AssetsFolder(parsed));
        if (parsed.GetValue(options.Plan))
        {
            host.Out.Write(parsed.GetValue(options.Json) ? PlanJson.Write(plans) : PlanText.Write(plans));
            return ExitCode.Ok;
        }

        var builder = new ImageBuilder(locator, SourceDateEpoch.Parse(host.Variable("SOURCE_DATE_EPOCH")), reporter);
        var reports = builder.Build(plans, WriteOptionsOf(parsed), cancellationToken);
        if (parsed.GetValue(options.TarToStdout))
        {
            using var standardOutput = host.OpenStandardOutput();
            ResultArchive.Write(reports, standardOutput, cancellationToken);
        }
        else if (parsed.GetValue(options.Json))
        {
            host.Out.Write(ReportJson.Write(reports));
        }

        return ExitCode.Ok;
    }

    private List<BuildPlan> Plans(ParseResult parsed, ConsoleReporter reporter)
    {
        var names = parsed.GetValue(profiles) ?? [];
        if (names.Length == 0)
        {
            throw new InvalidInputException(
                "IMG2703",
                "no profile given. Name one or more, for example `imager metal --arch amd64 --output out`, or - for a document "
                + "on standard input. `imager profiles list` shows them, `imager --help` the options.");
        }

        var loader = new ProfileLoader(host, parsed.GetValue(options.Lenient));
        var resolver = new ProfileResolver(loader.Catalog(parsed.GetValue(options.ProfilesDirectory)));
        var overrides = OverridesReader.Read(parsed, options);
        var resolved = names
            .SelectMany(loader.Load)
            .Select(document => resolver.ResolveOrThrow(document, ResolveOptionsOf(parsed, overrides)))
            .ToList();
        var plans = resolved.ConvertAll(PlanImage.Create);
        CheckNames(plans);
        foreach (var profile in resolved)
        {
            CheckNetwork(profile.Profile, parsed, reporter);
            reporter.Profile(ProfileDump.ToYaml(profile.Profile));
        }

        return plans;
    }

    private ResolveOptions ResolveOptionsOf(ParseResult parsed, ProfileOverrides overrides) => new()
    {
        Overrides = overrides,
        DefaultArch = Architecture.Host,
        IsLenient = parsed.GetValue(options.Lenient),
        PresentFiles = ProfileDefaults.DatabasePaths.Where(File.Exists).ToHashSet(StringComparer.Ordinal),
    };

    private void CheckNetwork(ImageProfile profile, ParseResult parsed, ConsoleReporter reporter)
    {
        if (parsed.GetValue(options.NoMetaValidation))
        {
            return;
        }

        foreach (var value in (profile.Customization?.MetaContents ?? []).Where(v => v.Key == MetaKey.MetalNetworkPlatformConfig))
        {
            var result = NetworkDocument.Parse(value.Value, "--meta 0xa");
            result.EnsureValid();
            foreach (var warning in result.Warnings)
            {
                reporter.Warn(warning.ToString());
            }
        }
    }

    private static void CheckNames(List<BuildPlan> plans)
    {
        var twice = plans.GroupBy(plan => plan.FileName, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new InvalidInputException(
                "IMG2704",
                $"{twice.Count()} of the profiles would write {twice.Key}. Build them in separate runs with different --output folders.");
        }
    }

    private WriteOptions WriteOptionsOf(ParseResult parsed) => new(
        parsed.GetValue(options.Output)!,
        parsed.GetValue(options.Threads) ?? Environment.ProcessorCount,
        parsed.GetValue(options.CompressionLevel),
        parsed.GetValue(options.LongWindow),
        parsed.GetValue(options.Checksum));

    private string? AssetsFolder(ParseResult parsed) =>
        parsed.GetValue(options.Assets)
        ?? host.Variable("IMAGER_ASSETS")
        ?? Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'));
}
