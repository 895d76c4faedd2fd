namespace Imager.BuildKit;

/// <summary>What a successful build tells.</summary>
/// <param name="Duration">Wall time of the solve, exports included.</param>
/// <param name="Steps">Steps of the build, BuildKit's internal ones included.</param>
/// <param name="CachedSteps">How many of them were taken from the cache.</param>
/// <param name="ExporterResponse">BuildKit's own keys, for example <c>containerimage.digest</c>.</param>
public sealed record BuildResult(
    TimeSpan Duration, int Steps, int CachedSteps, IReadOnlyDictionary<string, string> ExporterResponse);
