using System.CommandLine;
using Imager.Artifacts;
using Imager.Core;
using Imager.Images;
using Imager.Plan;
using Imager.Profiles;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;

namespace Imager.Arguments;

/// <summary>The build command line: its options, and how they become plans. Shared by the CLI and IMAGER_ARGS of the build.</summary>
public sealed class ImageArguments
{
    private readonly Argument<string[]> profiles = new("profile")
    {
        Description = "Built-in profile names, profile files (.yaml), folders of them, or - for one document on standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The options, for reading those that are about presentation.</summary>
    public ImageOptionSet Options { get; } = new();

    /// <summary>The options that become <c>talos.config*</c> arguments.</summary>
    private ConfigUrlOptionSet ConfigUrl { get; } = new();

    /// <summary>The options about registries and trust.</summary>
    private ContainerOptionSet Containers { get; } = new();

    /// <summary>All options as help shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        .. Options.Groups,
        new("Registries and trust", [.. Containers.All]),
        new("Where the machine gets its configuration", [.. ConfigUrl.All]),
    ];

    /// <summary>How words are split: no response files (<c>@FILE</c> is ours), no bundling (<c>-console</c> removes an argument).</summary>
    public static ParserConfiguration ParserConfiguration { get; } = new()
    {
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    /// <summary>Adds the argument and all options to a command.</summary>
    public void AttachTo(Command command)
    {
        profiles.CompletionSources.Add(_ => ProfileCatalog.BuiltIn.List(TargetVersion.Default)
            .Select(entry => new System.CommandLine.Completions.CompletionItem(entry.Name)));
        command.Add(profiles);
        foreach (var option in Groups.SelectMany(group => group.Options))
        {
            command.Add(option);
        }
    }

    /// <summary>Reads words without a command line around them.</summary>
    /// <exception cref="InvalidInputException">A word is unknown, or a profile, value or combination is wrong.</exception>
    public static ImageRun Parse(IReadOnlyList<string> words, InputFiles inputs)
    {
        var arguments = new ImageArguments();
        var command = new Command("imager");
        arguments.AttachTo(command);
        var parsed = command.Parse(words, ParserConfiguration);
        UsageErrors.Check(parsed);
        return arguments.Read(parsed, inputs);
    }

    /// <summary>The overlay image whose profiles the command line may name: null when every word is a built-in profile.</summary>
    /// <exception cref="InvalidInputException">It is no reference.</exception>
    public ImageLocation? OverlayWithProfiles(ParseResult parsed) =>
        parsed.GetValue(Options.OverlayImage) is { } text
        && (parsed.GetValue(profiles) ?? []).Any(name => ProfileCatalog.BuiltIn.Find(name, TargetVersion.Default) is null)
            ? ImageLocation.Parse(text, parsed.GetValue(Options.Insecure))
            : null;

    /// <summary>How container images are reached and trusted.</summary>
    /// <exception cref="InvalidInputException">A mirror is malformed.</exception>
    public ContainerSettings ContainersOf(ParseResult parsed) => Containers.Read(parsed);

    /// <summary>Resolves the profiles that were named and plans every output.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inputs">Reads the files that it names.</param>
    /// <param name="overlayProfiles">The overlay's profiles: name, source and text.</param>
    /// <exception cref="InvalidInputException">A profile, a value or a combination is wrong; everything wrong is listed.</exception>
    public ImageRun Read(
        ParseResult parsed, InputFiles inputs,
        IEnumerable<KeyValuePair<string, (string SourceName, string Text)>>? overlayProfiles = null)
    {
        var names = parsed.GetValue(profiles) ?? [];
        if (names.Length == 0)
        {
            throw new InvalidInputException(
                "IMG2703",
                "no profile given. Name one or more, for example `imager metal --arch amd64 --output out`, or - for a document "
                + "on standard input. `imager profiles list` shows them, `imager --help` the options.");
        }

        CheckPresentation(parsed);
        IdleFlags.CheckSigners(parsed, Options);
        var isLenient = parsed.GetValue(Options.Lenient);
        var loader = new ProfileLoader(inputs, isLenient);
        var catalog = loader.Catalog(parsed.GetValue(Options.ProfilesDirectory)).WithOverlayProfiles(overlayProfiles ?? []);
        var resolver = new ProfileResolver(catalog);
        var resolveOptions = new ResolveOptions
        {
            Overrides = OverridesReader.Read(parsed, Options, inputs),
            DefaultArch = Architecture.Host,
            IsLenient = isLenient,
            PresentFiles = ProfileDefaults.DatabasePaths.Where(File.Exists).ToHashSet(StringComparer.Ordinal),
        };
        var configUrl = new ConfigUrlStep(resolver, ConfigUrl.Read(parsed));
        var resolved = names.SelectMany(name => loader.Load(name, catalog))
            .SelectMany(document => ArchitecturesOf(parsed).Select(arch => configUrl.Resolve(
                document, resolveOptions with { Overrides = resolveOptions.Overrides with { Arch = arch } })))
            .ToList();
        var identity = IdentityOf(parsed);
        var plans = resolved.ConvertAll(profile => PlanImage.Create(profile) with { Identity = identity, Base = BaseOf(parsed) });
        CheckNames(plans);
        var network = parsed.GetValue(Options.NoMetaValidation) ? [] : plans.SelectMany(NetworkWarnings);
        return new ImageRun(
            plans,
            resolved.ConvertAll(profile => ProfileDump.ToYaml(profile.Profile)),
            [.. plans.SelectMany(plan => plan.Warnings).Concat(configUrl.Warnings).Concat(network)
                .Concat(IdleFlags.Find(parsed, Options, plans)).Distinct(StringComparer.Ordinal)],
            WriteOptionsOf(parsed),
            parsed.GetValue(Options.Assets))
        {
            ContainerOutput = ContainerArguments.Read(parsed, Options, plans),
            Containers = Containers.Read(parsed),
            Extensions = ExtensionArguments.Read(parsed, Options),
        };
    }

    /// <summary>What <c>--arch</c> lists; one null when it was not given.</summary>
    private IEnumerable<Architecture?> ArchitecturesOf(ParseResult parsed) =>
        parsed.GetValue(Options.Arch)?.Split(',').Distinct().Select(Architecture.Parse) ?? new Architecture?[] { null };

    private void CheckPresentation(ParseResult parsed)
    {
        if (parsed.GetValue(Options.Quiet) && parsed.GetValue(Options.Verbose))
        {
            throw new InvalidInputException("IMG2741", "--quiet and --verbose contradict each other: give one of them.");
        }

        if (parsed.GetValue(Options.TarToStdout) && parsed.GetValue(Options.Json) && !parsed.GetValue(Options.Plan))
        {
            throw new InvalidInputException("IMG2742", "--tar-to-stdout and --json both want standard output: give one of them.");
        }
    }

    private IdentityOptions IdentityOf(ParseResult parsed)
    {
        string[] choices = ["fixed", "unique"];
        var (kind, nodeId) = (parsed.GetValue(Options.Identity)!, parsed.GetValue(Options.NodeId)!);
        return (kind, nodeId) switch
        {
            ("unique", _) => new IdentityOptions(true, nodeId),
            ("fixed", "") => IdentityOptions.Fixed,
            ("fixed", _) => throw new InvalidInputException("IMG2707", "--node-id has no effect without --identity=unique."),
            _ => throw new InvalidInputException(
                "IMG2706", $"--identity \"{kind}\" is not one of fixed and unique.{NearestMatch.Hint(kind, choices)}"),
        };
    }

    private ImageLocation? BaseOf(ParseResult parsed) => parsed.GetValue(Options.Base) is { } text
        ? ImageLocation.Parse(text, parsed.GetValue(Options.Insecure))
        : null;

    private static IEnumerable<string> NetworkWarnings(BuildPlan plan)
    {
        foreach (var value in plan.MetaValues.Where(value => value.Key == MetaKey.MetalNetworkPlatformConfig))
        {
            var result = NetworkDocument.Parse(value.Value, "META 0xa");
            result.EnsureValid();
            foreach (var warning in result.Warnings)
            {
                yield return warning.ToString();
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
        parsed.GetValue(Options.Output)!,
        parsed.GetValue(Options.Threads) ?? Environment.ProcessorCount,
        parsed.GetValue(Options.CompressionLevel),
        parsed.GetValue(Options.LongWindow),
        parsed.GetValue(Options.Checksum));
}
