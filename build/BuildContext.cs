using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Build.Images;
using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Build.Recipes;
using Imager.Build.Results;
using Imager.Build.Steps;
using Imager.Build.Tasks;
using Imager.Core;
using Imager.Oci.Registry;

namespace Imager.Build;

/// <summary>The settings of a call, read once from arguments and environment, and the places tasks work with.</summary>
public sealed class BuildContext : FrostingContext, IMakeContext, IAsyncDisposable
{
    private readonly HashSet<string> warned = [];

    public BuildContext(ICakeContext context)
        : this(context, BuildPaths.Find(Environment.GetEnvironmentVariable), Environment.GetEnvironmentVariable)
    {
    }

    public BuildContext(ICakeContext context, BuildPaths paths, Func<string, string?> environment)
        : base(context)
    {
        var arguments = context.Arguments.GetArguments().ToDictionary(pair => pair.Key, pair => pair.Value.Last());
        Variables = VariableValues.Resolve(BuildVariables.All, arguments, environment);
        if (context is MakeContext make)
        {
            make.Variables = Variables;
        }

        Paths = paths;
        var tasks = (context as MakeContext)?.TaskNames ?? [];
        Architectures = ReadArchitectures(Variables, tasks);
        Containers = new ContainerSettings(Variables, paths);
        AssetArchitectures = tasks.Contains(ImagerTask.Name)
            ? [.. Architectures.Union(Architectures.SelectMany(Containers.AssetsFor)).OrderBy(architecture => architecture.Name, StringComparer.Ordinal)]
            : Architectures;
        SourceDateEpoch = SourceDateEpoch.Parse(Variables[BuildVariables.SourceDateEpoch]);
        IsCi = Variables.IsOn(BuildVariables.Ci);
        MayInstall = Variables[BuildVariables.Install].Length == 0
            ? IsCi || Environment.IsPrivilegedProcess
            : Variables.Flag(BuildVariables.Install);
        NoCache = Variables.Flag(BuildVariables.NoCache);
        Jobs = Variables[BuildVariables.Jobs].Length == 0
            ? Environment.ProcessorCount
            : Variables.Number(BuildVariables.Jobs, 1, 256);
        Chains = new(Jobs);
        Kernel = KernelChoice.Read(Variables, paths);
        SigningKeys = new(this);
        KernelImage = new(this);
        if (Variables.Flag(BuildVariables.Verbose))
        {
            Log.Verbosity = Verbosity.Verbose;
        }

        var tls = Variables[BuildVariables.BuilderTls];
        Builders = BuilderList.Parse(
            Variables[BuildVariables.Builder], tls.Length == 0 ? tls : paths.FromCaller(tls), environment);
        Dotnet = new Dotnet(paths, Log);
        Recipes = new RecipeEngine(this);
        Images = Composition.ImageBuilder(this);
        Results = new BuildResults(paths, () => RecordedVariables.Of(this));
        RunLock = new RunLock(paths, Log);
        Steps = new StepRunner(paths, Log, force: context is MakeContext { Force: true }, Results);
    }

    public VariableValues Variables { get; }

    public BuildPaths Paths { get; }

    public StepRunner Steps { get; }

    /// <summary>Tells other runs in this repository that this one is working.</summary>
    public RunLock RunLock { get; }

    public Dotnet Dotnet { get; }

    public RecipeEngine Recipes { get; }

    /// <summary>BUILDER: which BuildKit builds for which platform.</summary>
    public BuilderList Builders { get; }

    public IImageBuilder Images { get; }

    public KernelChoice Kernel { get; }

    /// <summary>What this run compiled, or found compiled already: other than <see cref="Kernel"/> for targets that always compile.</summary>
    public KernelChoice? CompiledKernel { get; set; }

    public SigningKeys SigningKeys { get; }

    public KernelImageDigest KernelImage { get; }

    public IReadOnlyList<Architecture> Architectures { get; }

    /// <summary>Those whose boot assets are made: more than <see cref="Architectures"/> when INSTALLER_ARCH asks for them.</summary>
    public IReadOnlyList<Architecture> AssetArchitectures { get; }

    /// <summary>Names and registry of container images.</summary>
    public ContainerSettings Containers { get; }

    /// <summary>What this run made.</summary>
    public BuildResults Results { get; }

    public SourceDateEpoch SourceDateEpoch { get; }

    public bool IsCi { get; }

    public bool MayInstall { get; }

    public bool NoCache { get; }

    public int Jobs { get; }

    /// <summary>How many chains of steps may run at a time, in all tasks together.</summary>
    public SemaphoreSlim Chains { get; }

    /// <summary>The proxies as programs expect them; empty ones are left out.</summary>
    public IReadOnlyDictionary<string, string> ProxyEnvironment =>
        new[] { BuildVariables.HttpProxy, BuildVariables.HttpsProxy, BuildVariables.NoProxy }
            .Where(variable => Variables[variable].Length > 0)
            .ToDictionary(variable => variable.Name, variable => Variables[variable]);

    /// <summary>The same for what this program fetches itself.</summary>
    public ProxyRules Proxies => ProxyRules.FromEnvironment(EnvironmentVariable);

    /// <summary>The environment as the library sees it: with the proxies of the call, and the cosign that was fetched where there is no other.</summary>
    public string? EnvironmentVariable(string name) =>
        ProxyEnvironment.GetValueOrDefault(name)
        ?? Environment.GetEnvironmentVariable(name)
        ?? (name == FetchedTools.CosignVariable ? new FetchedTools(this).FindFetched("cosign") : null);

    /// <summary>The processor whose programs a recipe for an architecture runs; empty for this machine's.</summary>
    /// <exception cref="InvalidInputException">BUILDER_ARCH is no architecture.</exception>
    public string BuilderArchitecture(Architecture architecture) => Variables[BuildVariables.BuilderArch] switch
    {
        "" => string.Empty,
        "native" => architecture.Name,
        var name when Architecture.TryParse(name, out var given) => given.Name,
        var name => throw new InvalidInputException(
            "IMG2699", $"BUILDER_ARCH={name}: write amd64, arm64 or native, or leave it out for this machine's own."),
    };

    /// <summary>The version that TAG asks for, without its <c>v</c>; null for the one in the project files, also when TAG is a mere name.</summary>
    public string? Version
    {
        get
        {
            var tag = Variables[BuildVariables.Tag];
            return tag.Length > 0 && char.IsAsciiDigit(tag.TrimStart('v').FirstOrDefault()) ? tag.TrimStart('v') : null;
        }
    }

    /// <summary>A warning that several tasks have reason to give; the first one does.</summary>
    public void WarnOnce(string warning)
    {
        lock (warned)
        {
            if (!warned.Add(warning))
            {
                return;
            }
        }

        Log.Warning(warning);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => RunLock.EnterAsync(cancellationToken);

    /// <inheritdoc/>
    public Task CompleteAsync(CancellationToken cancellationToken) => Results.WriteAsync(Paths.Results, cancellationToken);

    /// <summary>Stops what was started for the run.</summary>
    public async ValueTask DisposeAsync()
    {
        await Recipes.DisposeAsync();
        Chains.Dispose();
        RunLock.Dispose();
    }

    private static IReadOnlyList<Architecture> ReadArchitectures(VariableValues variables, IReadOnlyList<string> tasks)
    {
        var platform = variables[BuildVariables.Platform];
        if (platform.Length == 0)
        {
            if (tasks.Contains(ReleaseArtifactsTask.Name) && variables.OriginOf(BuildVariables.Arch) == VariableOrigin.Default)
            {
                return Architecture.All;
            }

            return [Architecture.Parse(variables[BuildVariables.Arch])];
        }

        // Sorted: the order in which they are named must be no reason to make anything again.
        var named = platform.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ReadPlatform)
            .Distinct().OrderBy(architecture => architecture.Name, StringComparer.Ordinal).ToList();
        return named.Count > 0 ? named : [ReadPlatform(platform)];
    }

    private static Architecture ReadPlatform(string platform) => platform.Split('/') switch
    {
        ["linux", var name] when Architecture.TryParse(name, out var architecture) => architecture,
        ["linux", "arm64", "v8"] => Architecture.Arm64,
        var parts => throw new InvalidInputException(
            "IMG2609",
            $"PLATFORM: \"{platform}\" is not known.{(parts.Length == 1 ? PlatformHint(platform) : string.Empty)} "
            + "Write linux/amd64, linux/arm64 or both with a comma."),
    };

    private static string PlatformHint(string name) =>
        NearestMatch.Hint($"linux/{name}", Architecture.All.Select(architecture => $"linux/{architecture}"));
}
