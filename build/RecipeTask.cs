using Imager.Build.Recipes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build;

/// <summary>The base of tasks whose outputs a stage of <c>build/Recipes/assets.Dockerfile</c> makes.</summary>
public abstract class RecipeTask : ChainedStepTask
{
    /// <summary>The stage; its name without <c>-out</c> is the step's name.</summary>
    protected abstract string Target { get; }

    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => new[] { NewStep(context, architecture) });

    protected override void Check(BuildContext context) => context.Recipes.Check();

    /// <summary>Files or folders that the stage exports, at their final paths.</summary>
    protected abstract IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture);

    /// <summary>Build arguments besides ARCH.</summary>
    protected virtual IReadOnlyDictionary<string, string> Arguments(BuildContext context) => new Dictionary<string, string>();

    /// <summary>More of the context: its name there, and the file or folder it is.</summary>
    protected virtual IReadOnlyDictionary<string, string> Parts(BuildContext context, Architecture architecture) =>
        new Dictionary<string, string>();

    /// <summary>The step for one architecture.</summary>
    protected Step NewStep(BuildContext context, Architecture architecture)
    {
        var recipe = new Recipe
        {
            Target = Target,
            Seed = context.Paths.Seed(context.Variables[BuildVariables.Suite], architecture),
            Arguments = new Dictionary<string, string>(Arguments(context)) { ["ARCH"] = architecture.Name },
            Parts = Parts(context, architecture),
        };
        return RecipeStep.Create(context, recipe, architecture, Outputs(context.Paths, architecture));
    }
}
