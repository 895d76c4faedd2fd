namespace Imager.BuildKit;

/// <summary>How to find an engine.</summary>
public sealed record EngineOptions
{
    /// <summary>The folder of a private engine (its images, caches and log); about 1 GiB and more.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>An endpoint (see <see cref="EngineEndpoint"/>); null means DOCKER_HOST, else what is there.</summary>
    public string? Engine { get; init; }

    /// <summary>
    /// Install docker.io with apt when nothing else is found and we are root; CI=true means the same.
    /// </summary>
    public bool Install { get; init; }

    /// <summary>Instead of <see cref="Engine"/>: an endpoint that has been read already.</summary>
    public EngineEndpoint? Endpoint { get; init; }

    /// <summary>How often a build is started in all when the connection to the engine breaks under it.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long an engine may take to answer again after a lost connection.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Registries that a private engine asks for Docker Hub's images first; other engines have their own settings.</summary>
    public IReadOnlyList<string> HubMirrors { get; init; } = [];

    /// <summary>Environment variables of a private engine on top of ours, for example proxies.</summary>
    public IReadOnlyDictionary<string, string> EngineEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads environment variables.</summary>
    public Func<string, string?> ReadEnvironment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Hears one-line notices, such as "waiting for another build".</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>The socket of the machine's own engine.</summary>
    internal string DefaultSocket { get; init; } = "/var/run/docker.sock";
}
