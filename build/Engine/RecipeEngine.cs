using Cake.Core.Diagnostics;
using Imager.Build.Processes;
using Imager.BuildKit;

namespace Imager.Build.Recipes;

/// <summary>The BuildKit engine of a run: found, or started, when the first recipe needs it, and stopped at the end.</summary>
public sealed class RecipeEngine(BuildContext context) : IAsyncDisposable
{
    private readonly SemaphoreSlim finding = new(1);
    private readonly RecipeScreen screen = new(context);
    private BuildEngine? engine;

    /// <summary>Runs a recipe; what it exports is in the output folder afterwards.</summary>
    /// <remarks>The context is laid out below <paramref name="workFolder"/>, which the caller removes.</remarks>
    public async Task SolveAsync(Recipe recipe, string outputFolder, string workFolder, CancellationToken cancellationToken)
    {
        var request = new BuildRequest
        {
            ContextFolder = await LayOutAsync(recipe, Path.Combine(workFolder, ".context"), cancellationToken),
            DockerfilePath = recipe.Dockerfile,
            Target = recipe.Target,
            BuildArguments = recipe.Arguments,
            Secrets = recipe.Secrets,
            Outputs = [new BuildOutput.LocalFolder(outputFolder)],
            NoCache = context.NoCache,

            // Everything a recipe needs is in its context; so bridges, proxies and DNS inside the engine do not matter.
            Network = BuildNetwork.None,
        };
        var found = await FindAsync(cancellationToken);
        using var progress = screen.Enter();
        var result = await found.SolveAsync(request, progress, cancellationToken);
        context.Log.Information(
            $"{recipe.Target}: {result.Steps} steps, {result.CachedSteps} cached, {result.Duration.TotalSeconds:0.0} s");
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        screen.Dispose();
        finding.Dispose();
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

    private async Task<BuildEngine> FindAsync(CancellationToken cancellationToken)
    {
        await finding.WaitAsync(cancellationToken);
        try
        {
            if (engine is null)
            {
                var address = context.Variables[BuildVariables.Engine];
                var options = new EngineOptions
                {
                    CacheFolder = context.Paths.Engine,
                    Engine = address.Length == 0 ? null : address,
                    Install = context.MayInstall,
                    Notice = context.Log.Information,
                };
                engine = await BuildEngine.FindAsync(options, cancellationToken);
                context.Log.Information($"engine: {engine.Description}, {engine.ServerVersion}");
            }

            return engine;
        }
        finally
        {
            finding.Release();
        }
    }
}
