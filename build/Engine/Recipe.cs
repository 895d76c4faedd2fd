using Imager.Core;

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

    /// <summary>What the recipe builds for, which is its argument ARCH; null when it does not depend on that.</summary>
    public Architecture? Architecture =>
        Arguments.TryGetValue("ARCH", out var name) && Architecture.TryParse(name, out var architecture) ? architecture : null;

    /// <summary>Names its log and its place in shared caches, for example kernel-amd64.</summary>
    public string Name
    {
        get
        {
            var stage = Target.Replace("-out", string.Empty, StringComparison.Ordinal);
            return Architecture is { } architecture ? $"{stage}-{architecture}" : stage;
        }
    }
}
