namespace Imager.BuildKit.Engine;

/// <summary>What differs between engines.</summary>
/// <param name="IsStandalone">A buildkitd without an engine's image store.</param>
/// <param name="HasSnapshotter">OCI and docker exporters, pushes and cache exports work (containerd store or buildkitd).</param>
/// <param name="HasManyExporters">One solve takes several outputs (BuildKit 0.13, engine 26).</param>
/// <param name="HasNamedContexts">The Dockerfile frontend knows <c>context:NAME</c> (BuildKit 0.10, engine 23).</param>
/// <param name="OnlyHostNetwork">The engine has no bridge: RUN steps use the host's network.</param>
internal sealed record EngineAbilities(
    bool IsStandalone, bool HasSnapshotter, bool HasManyExporters, bool HasNamedContexts, bool OnlyHostNetwork)
{
    /// <summary>Caches of type=local can be imported; exporting them needs <see cref="HasSnapshotter"/> too.</summary>
    public bool ImportsLocalCaches { get; init; }

    /// <summary>The worker's own platform, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; init; }
}
