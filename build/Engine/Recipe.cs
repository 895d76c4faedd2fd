using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Recipes;

/// <summary>One solve of a Dockerfile in <c>build/Recipes</c>.</summary>
public sealed record Recipe
{
    public const string Assets = "assets.Dockerfile";
    public const string Kernels = "kernel.Dockerfile";

    public string Dockerfile { get; init; } = Assets;

    /// <summary>The stage.</summary>
    public required string Target { get; init; }

    /// <summary>The folder of packages that is <c>seed/</c> in the context.</summary>
    public required string Seed { get; init; }

    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>More of the context: its name there, and the file or folder it is.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; init; } = new Dictionary<string, string>();

    /// <summary>More of the context: small files by name and text.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];

    /// <summary>The stage's name as people see it: without <c>-out</c>.</summary>
    public string Name => Target.Replace("-out", string.Empty, StringComparison.Ordinal);

    /// <summary>What the recipe builds for, which is its argument ARCH; null when it does not depend on that.</summary>
    public Architecture? Architecture =>
        Arguments.TryGetValue("ARCH", out var name) && Architecture.TryParse(name, out var architecture) ? architecture : null;

    /// <summary>Names its log and its place in shared caches: stage, argument NAME, ARCH, for example module-hello-amd64.</summary>
    public string Id => string.Join(
        '-', new[] { Name, Arguments.GetValueOrDefault("NAME"), Architecture?.Name }.Where(part => !string.IsNullOrEmpty(part)));
}
