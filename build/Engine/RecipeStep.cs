using System.Security.Cryptography;
using System.Text;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Recipes;

/// <summary>Recipes as steps: solved again only when packages, recipe files, parts or arguments differ.</summary>
internal static class RecipeStep
{
    /// <summary>A step whose outputs are what the recipe exports.</summary>
    public static Step Create(BuildContext context, Recipe recipe, Architecture architecture, IReadOnlyList<string> outputs) =>
        Create(context, recipe, architecture) with
        {
            Outputs = outputs,
            MakeAsync = (staging, cancellationToken) => context.Recipes.SolveAsync(recipe, staging.Path, staging.Path, cancellationToken),
        };

    /// <summary>A step with one folder as output, which holds all that the recipe exports.</summary>
    public static Step CreateFolder(BuildContext context, Recipe recipe, Architecture architecture, string folder) =>
        Create(context, recipe, architecture) with
        {
            Outputs = [folder],
            MakeAsync = (staging, cancellationToken) =>
                context.Recipes.SolveAsync(recipe, staging.For(folder), staging.Path, cancellationToken),
        };

    private static Step Create(BuildContext context, Recipe recipe, Architecture architecture) => new()
    {
        Name = $"{recipe.Name} {architecture}",
        InputFiles =
        [
            SeedFolder.PackageList(recipe.Seed),
            .. SeedFolder.RecipeFiles(context.Paths, recipe.Dockerfile),
            .. recipe.Parts.Values,
        ],
        InputValues = recipe.Arguments
            .Concat(recipe.Texts.Select(text => KeyValuePair.Create(text.Key, DigestOf(text.Value))))
            .ToDictionary(),
        Outputs = [],
        MakeAsync = (_, _) => Task.CompletedTask,
    };

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
