using Cake.Core.Diagnostics;
using Imager.Build.Containers;
using Imager.Build.Processes;
using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Recipes;

/// <summary>The BuildKit engines of a run: found, or started, when the first recipe needs them, and stopped at the end.</summary>
public sealed class RecipeEngine(BuildContext context) : IAsyncDisposable
{
    private readonly SemaphoreSlim finding = new(1);
    private readonly RecipeScreen screen = new(context);
    private readonly Dictionary<string, BuildEngine> engines = new(StringComparer.Ordinal);

    /// <summary>What would go wrong before the first step: a platform without a builder, a cache that is none.</summary>
    /// <exception cref="ImagerException">The variables do not fit.</exception>
    public void Check()
    {
        foreach (var architecture in context.AssetArchitectures)
        {
            _ = context.Builders.For(architecture);
        }

        _ = RecipeCaches.Imports(context, "check");
        _ = RecipeCaches.Exports(context, "check");
    }

    /// <summary>Runs a recipe; what it exports is in the output folder afterwards.</summary>
    /// <remarks>The context is laid out below <paramref name="workFolder"/>, which the caller removes.</remarks>
    public async Task SolveAsync(Recipe recipe, string outputFolder, string workFolder, CancellationToken cancellationToken)
    {
        var engine = await FindAsync(recipe.Architecture, cancellationToken);
        CheckWorker(engine, recipe);
        var contextFolder = await LayOutAsync(recipe, Path.Combine(workFolder, ".context"), cancellationToken);
        var request = NewRequest(context, recipe, contextFolder, outputFolder);
        using var log = new RecipeLog(context, recipe.Id);
        log.Note($"{recipe.Id} on {engine.Description}");
        using var progress = screen.Enter(log);
        try
        {
            var result = await engine.SolveAsync(request, progress, cancellationToken);
            var summary = $"{result.Steps} steps, {result.CachedSteps} cached, {result.Duration.TotalSeconds:0.0} s";
            log.Note(summary);
            context.Log.Information($"{recipe.Id}: {summary}");
        }
        catch (ImagerException error)
        {
            log.Note($"{error.Code} {error.Message}");
            context.Log.Error($"{recipe.Id}: the whole log is {context.Paths.Show(log.Path)}");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines.Values)
        {
            await engine.DisposeAsync();
        }

        screen.Dispose();
        finding.Dispose();
    }

    /// <summary>What the engine is asked to do for a recipe.</summary>
    public static BuildRequest NewRequest(
        BuildContext context, Recipe recipe, string contextFolder, string outputFolder) => new()
        {
            ContextFolder = contextFolder,
            DockerfilePath = recipe.Dockerfile,
            Target = recipe.Target,

            // BuildKit keeps proxies out of what it caches by.
            BuildArguments = context.ProxyEnvironment.Concat(recipe.Arguments)
            .GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Value),
            Outputs = [new BuildOutput.LocalFolder(outputFolder)],
            Secrets = recipe.Secrets,
            NoCache = context.NoCache,
            CacheImports = RecipeCaches.Imports(context, recipe.Id),
            CacheExports = RecipeCaches.Exports(context, recipe.Id),

            // Everything a recipe needs is in its context; so bridges, proxies and DNS inside the engine do not matter.
            Network = BuildNetwork.None,
        };

    /// <summary>Recipes bring their programs along, for one kind of processor.</summary>
    private static void CheckWorker(BuildEngine engine, Recipe recipe)
    {
        var programs = SeedFolder.ProgramArchitecture(recipe.Seed);
        if (engine.Platform is { } platform && programs is not null && platform != $"linux/{programs}")
        {
            throw new HostEnvironmentException(
                "IMG4432",
                $"the builder {engine.Description} is {platform}, and the packages that its steps run were fetched for linux/{programs}. "
                + $"Fetch the right ones with BUILDER_ARCH={platform.Split('/')[^1]} (or BUILDER_ARCH=native when each builder has the "
                + "processor it builds for).");
        }
    }

    private async Task<string> LayOutAsync(Recipe recipe, string folder, CancellationToken cancellationToken)
    {
        var parts = recipe.Parts.Select(part => $"{part.Key}={part.Value}");
        await ToolProcess.RunCheckedAsync(
            new("sh", [Path.Combine(context.Paths.Recipes, "context.sh"), recipe.Seed, folder, .. parts]),
            context.Log.Verbose,
            cancellationToken);
        foreach (var (name, text) in recipe.Texts)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }

        return folder;
    }

    private async Task<BuildEngine> FindAsync(Architecture? architecture, CancellationToken cancellationToken)
    {
        var endpoint = context.Builders.For(architecture ?? context.Architectures[0]);
        var key = endpoint?.Text ?? string.Empty;
        await finding.WaitAsync(cancellationToken);
        try
        {
            if (!engines.TryGetValue(key, out var engine))
            {
                engines[key] = engine = await BuildEngine.FindAsync(Options(endpoint), cancellationToken);
                context.Log.Information($"engine: {engine.Description}, {engine.ServerVersion}");
            }

            return engine;
        }
        finally
        {
            finding.Release();
        }
    }

    private EngineOptions Options(EngineEndpoint? endpoint)
    {
        var address = context.Variables[BuildVariables.Engine];
        return new()
        {
            CacheFolder = context.Paths.Engine,
            Endpoint = endpoint,
            Engine = address.Length == 0 ? null : address,
            Install = context.MayInstall,
            Notice = context.Log.Information,
            HubMirrors = HubMirrors(context),
            EngineEnvironment = context.ProxyEnvironment,
        };
    }

    /// <summary>The mirrors of Docker Hub, the only ones that a Docker engine can be told, as URLs.</summary>
    public static IReadOnlyList<string> HubMirrors(BuildContext context)
    {
        var hosts = ContainerSettings.Registries(context).Hosts;
        return
        [
            .. hosts.Where(host => host.Name == "docker.io").SelectMany(host => host.Mirrors).Select(mirror =>
                (hosts.Any(host => host.Name == mirror.Host && host.PlainHttp) ? "http://" : "https://") + mirror.Host),
        ];
    }
}
