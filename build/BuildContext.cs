using Cake.Core;
using Cake.Frosting;
using Imager.Build.Images;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Build.Recipes;
using Imager.Build.Steps;
using Imager.Core;
using Imager.Oci.Registry;

namespace Imager.Build;

/// <summary>The settings of a call, read once from arguments and environment, and the places tasks work with.</summary>
public sealed class BuildContext : FrostingContext, IMakeContext, IAsyncDisposable
{
    public BuildContext(ICakeContext context)
        : this(context, BuildPaths.Find(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable)
    {
    }

    public BuildContext(ICakeContext context, BuildPaths paths, Func<string, string?> environment)
        : base(context)
    {
        var arguments = context.Arguments.GetArguments().ToDictionary(pair => pair.Key, pair => pair.Value.Last());
        Variables = VariableValues.Resolve(BuildVariables.All, arguments, environment);
        Paths = paths;
        Architectures = ReadArchitectures(Variables);
        SourceDateEpoch = SourceDateEpoch.Parse(Variables[BuildVariables.SourceDateEpoch]);
        IsCi = Variables.Flag(BuildVariables.Ci);
        MayInstall = Variables[BuildVariables.Install].Length == 0
            ? IsCi || Environment.IsPrivilegedProcess
            : Variables.Flag(BuildVariables.Install);
        NoCache = Variables.Flag(BuildVariables.NoCache);
        Jobs = Variables[BuildVariables.Jobs].Length == 0
            ? Environment.ProcessorCount
            : Variables.Number(BuildVariables.Jobs, 1, 256);
        if (Variables.Flag(BuildVariables.Verbose))
        {
            Log.Verbosity = Cake.Core.Diagnostics.Verbosity.Verbose;
        }

        var tls = Variables[BuildVariables.BuilderTls];
        Builders = BuilderList.Parse(
            Variables[BuildVariables.Builder], tls.Length == 0 ? tls : paths.FromCaller(tls), environment);
        RegistryHosts = RegistryMirrors.Hosts(Variables[BuildVariables.RegistryMirrors]);
        Dotnet = new Dotnet(paths, Log);
        Recipes = new RecipeEngine(this);
        Images = Composition.ImageBuilder();
        Steps = new StepRunner(paths, Log, force: context is MakeContext { Force: true });
    }

    public VariableValues Variables { get; }

    public BuildPaths Paths { get; }

    public StepRunner Steps { get; }

    public Dotnet Dotnet { get; }

    public RecipeEngine Recipes { get; }

    /// <summary>BUILDER: which BuildKit builds for which platform.</summary>
    public BuilderList Builders { get; }

    /// <summary>REGISTRY_MIRRORS, for <see cref="RegistryOptions.Hosts"/>.</summary>
    public IReadOnlyList<RegistryHost> RegistryHosts { get; }

    public IImageBuilder Images { get; }

    public IReadOnlyList<Architecture> Architectures { get; }

    public SourceDateEpoch SourceDateEpoch { get; }

    public bool IsCi { get; }

    public bool MayInstall { get; }

    public bool NoCache { get; }

    public int Jobs { get; }

    /// <summary>The proxies as programs expect them; empty ones are left out.</summary>
    public IReadOnlyDictionary<string, string> ProxyEnvironment =>
        new[] { BuildVariables.HttpProxy, BuildVariables.HttpsProxy, BuildVariables.NoProxy }
            .Where(variable => Variables[variable].Length > 0)
            .ToDictionary(variable => variable.Name, variable => Variables[variable]);

    /// <summary>The processor whose programs a recipe for an architecture runs.</summary>
    /// <exception cref="InvalidInputException">BUILDER_ARCH is no architecture.</exception>
    public string? BuilderArchitecture(Architecture architecture) => Variables[BuildVariables.BuilderArch] switch
    {
        "" => null,
        "native" => architecture.Name,
        var name when Architecture.TryParse(name, out var given) => given.Name,
        var name => throw new InvalidInputException(
            "IMG2699", $"BUILDER_ARCH={name}: write amd64, arm64 or native, or leave it out for this machine's own."),
    };

    /// <summary>The version that TAG asks for, without its <c>v</c>; null for the one in the project files.</summary>
    public string? Version
    {
        get
        {
            var tag = Variables[BuildVariables.Tag];
            return tag.Length == 0 ? null : tag.TrimStart('v');
        }
    }

    /// <summary>Stops what was started for the run.</summary>
    public ValueTask DisposeAsync() => Recipes.DisposeAsync();

    private static List<Architecture> ReadArchitectures(VariableValues variables)
    {
        var platform = variables[BuildVariables.Platform];
        if (platform.Length == 0)
        {
            return [Architecture.Parse(variables[BuildVariables.Arch])];
        }

        return [.. platform.Split(',', StringSplitOptions.TrimEntries).Select(ReadPlatform).Distinct()];
    }

    private static Architecture ReadPlatform(string platform) =>
        platform.Split('/') is ["linux", var name] && Architecture.TryParse(name, out var architecture)
            ? architecture
            : throw new InvalidInputException(
                "IMG2609", $"PLATFORM: \"{platform}\" is not known. Write linux/amd64, linux/arm64 or both with a comma.");
}
