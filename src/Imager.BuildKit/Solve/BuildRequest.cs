namespace Imager.BuildKit;

/// <summary>One Dockerfile build.</summary>
public sealed record BuildRequest
{
    /// <summary>The folder that COPY and ADD read from.</summary>
    public required string ContextFolder { get; init; }

    /// <summary>The Dockerfile; relative paths start at the context. Null means <c>Dockerfile</c> there.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>
    /// Further contexts by name: an existing folder, or <c>docker-image://</c>, <c>https://</c>, git URLs.
    /// </summary>
    /// <remarks>Engines from 23.0 and BuildKit from 0.10 on; older ones are refused rather than ignored.</remarks>
    public IReadOnlyDictionary<string, string> NamedContexts { get; init; } = new Dictionary<string, string>();

    /// <summary>The stage to build; null means the last one.</summary>
    public string? Target { get; init; }

    /// <summary>Such as <c>linux/amd64</c>; none means the engine's own.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Values for ARG.</summary>
    public IReadOnlyDictionary<string, string> BuildArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the resulting image.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];

    public IReadOnlyList<BuildOutput> Outputs { get; init; } = [];

    /// <summary>Run every step again.</summary>
    public bool NoCache { get; init; }

    /// <summary>Run the steps of these stages again.</summary>
    public IReadOnlyList<string> NoCacheStages { get; init; } = [];

    /// <summary>Ask the registry for newer base images even when the engine has one.</summary>
    public bool Pull { get; init; }

    public IReadOnlyList<BuildCache> CacheImports { get; init; } = [];

    public IReadOnlyList<BuildCache> CacheExports { get; init; } = [];

    public BuildNetwork Network { get; init; }

    /// <summary><c>network.host</c>, <c>security.insecure</c>.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>Lines for /etc/hosts of RUN steps: <c>name=address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];
}
