namespace Imager.BuildKit.Tests;

/// <summary>
/// One engine, normally a private dockerd, for all tests that build; null engine where the machine cannot run one.
/// </summary>
public sealed class DockerdFixture : IAsyncLifetime, IDisposable
{
    /// <summary>Runs the same tests against another engine, for example a newer one.</summary>
    private const string EngineVariable = "IMAGER_TEST_ENGINE";

    private readonly TemporaryFolder _folder = new();

    public BuildEngine? Engine { get; private set; }

    public EngineEndpoint Endpoint => Environment.GetEnvironmentVariable(EngineVariable) is { } given
        ? EngineEndpoint.Parse(given, _ => null)
        : EngineEndpoint.Unix(new Engine.PrivateEnginePaths(CacheFolder).Socket);

    public string CacheFolder => _folder["cache"];

    public async Task InitializeAsync()
    {
        if (Requirements.CanRunDockerd())
        {
            var given = Environment.GetEnvironmentVariable(EngineVariable);
            Engine = await BuildEngine.FindAsync(Options(CacheFolder) with { Engine = given }, CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Options that see neither this machine's engine nor its environment.</summary>
    public static EngineOptions Options(string cacheFolder) => new()
    {
        CacheFolder = cacheFolder,
        ReadEnvironment = name => name == "HOME" ? cacheFolder : null,
        DefaultSocket = Path.Combine(cacheFolder, "no-such.sock"),
    };
}

[CollectionDefinition(Name)]
public sealed class DockerdCollection : ICollectionFixture<DockerdFixture>
{
    public const string Name = "dockerd";
}
