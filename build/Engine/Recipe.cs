namespace Imager.Build.Recipes;

/// <summary>One solve of <c>build/Recipes/assets.Dockerfile</c>.</summary>
public sealed record Recipe
{
    /// <summary>The stage.</summary>
    public required string Target { get; init; }

    /// <summary>A folder with the recipes and the packages as <c>seed/</c>.</summary>
    public required string ContextFolder { get; init; }

    /// <summary>Where the files of the stage go.</summary>
    public required string OutputFolder { get; init; }

    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();
}
