namespace Imager.BuildKit;

/// <summary>One step ("vertex") of a build as it is now.</summary>
/// <remarks>Times are the engine's clock. A step may complete and start again.</remarks>
public sealed record BuildStep(
    string Digest, string Name, bool IsCached, DateTimeOffset? Started, DateTimeOffset? Completed, string Error)
{
    /// <summary>Whether BuildKit made it up itself, such as loading the Dockerfile.</summary>
    public bool IsInternal => Name.StartsWith("[internal]", StringComparison.Ordinal);
}
