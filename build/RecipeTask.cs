using Cake.Core.Diagnostics;
using Imager.Build.Processes;
using Imager.Build.Recipes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build;

/// <summary>The base of tasks whose outputs a stage of <c>build/Recipes/assets.Dockerfile</c> makes.</summary>
public abstract class RecipeTask : StepTask
{
    /// <summary>The stage; its name without <c>-out</c> is the step's name.</summary>
    protected abstract string Target { get; }

    public sealed override IEnumerable<Step> Steps(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => NewStep(context, architecture));

    /// <summary>Files or folders that the stage exports, at their final paths.</summary>
    protected abstract IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture);

    /// <summary>Build arguments besides ARCH.</summary>
    protected virtual IReadOnlyDictionary<string, string> Arguments(BuildContext context) => new Dictionary<string, string>();

    private Step NewStep(BuildContext context, Architecture architecture)
    {
        var arguments = new Dictionary<string, string>(Arguments(context)) { ["ARCH"] = architecture.Name };
        var seed = context.Paths.Seed(context.Variables[BuildVariables.Suite], architecture);
        return new()
        {
            Name = $"{Target.Replace("-out", string.Empty, StringComparison.Ordinal)} {architecture}",
            InputFiles = [SeedFolder.PackageList(seed), .. SeedFolder.RecipeFiles(context.Paths)],
            InputValues = arguments,
            Outputs = Outputs(context.Paths, architecture),
            MakeAsync = (staging, cancellationToken) => SolveAsync(context, seed, arguments, staging, cancellationToken),
        };
    }

    private async Task SolveAsync(
        BuildContext context,
        string seed,
        IReadOnlyDictionary<string, string> arguments,
        StagingFolder staging,
        CancellationToken cancellationToken)
    {
        var contextFolder = Path.Combine(staging.Path, "context");
        await ToolProcess.RunCheckedAsync(
            new("sh", [Path.Combine(context.Paths.Recipes, "context.sh"), seed, contextFolder]),
            context.Log.Verbose,
            cancellationToken);
        await context.Recipes.SolveAsync(
            new()
            {
                Target = Target,
                ContextFolder = contextFolder,
                OutputFolder = staging.Path,
                Arguments = arguments,
            },
            cancellationToken);
    }
}
