using Imager.BuildKit.Engine;
using Imager.BuildKit.Host;
using Imager.BuildKit.Session;
using Imager.BuildKit.Solve;

namespace Imager.BuildKit;

/// <summary>A BuildKit that runs Dockerfile builds. Several builds may run at the same time.</summary>
public sealed class BuildEngine : IAsyncDisposable
{
    private readonly EngineConnection _connection;
    private readonly RetryingSolver _solver;
    private int _disposed;

    internal BuildEngine(
        EngineConnection connection, string version, DockerCredentials credentials, EngineOptions options)
    {
        _connection = connection;
        _solver = new(connection, credentials, new(options.Attempts, options.Patience), options.Notice);
        ServerVersion = version;
    }

    /// <summary>For people: which engine, where.</summary>
    public string Description => _connection.Description;

    /// <summary>As the daemon says it, such as <c>Docker/20.10.24+dfsg1 (linux)</c>.</summary>
    public string ServerVersion { get; }

    /// <summary>Whether we started it and will stop it.</summary>
    public bool IsPrivate => _connection.Owned is not null;

    /// <summary>
    /// Finds an engine: the given endpoint or DOCKER_HOST, the machine's own, else an installed dockerd, started
    /// privately.
    /// </summary>
    /// <exception cref="Imager.Core.HostEnvironmentException">None is there; the message says what to do.</exception>
    /// <exception cref="Imager.Core.InvalidInputException">The endpoint is malformed.</exception>
    public static Task<BuildEngine> FindAsync(EngineOptions options, CancellationToken cancellationToken) =>
        new EngineFinder(options, new ProcessRunner()).FindAsync(cancellationToken);

    /// <summary>Architecture of the engine's processes as in a platform (<c>linux/amd64</c>); null when it does not say.</summary>
    public string? Platform => _connection.Abilities.Platform;

    /// <summary>
    /// Runs a build. Cancelling stops its steps in the engine. After a lost connection it is tried again, as often as
    /// <see cref="EngineOptions.Attempts"/> says; steps that had finished come from the engine's cache.
    /// </summary>
    /// <exception cref="Imager.Core.InvalidInputException">The request is wrong; all problems at once.</exception>
    /// <exception cref="Imager.Core.UnsupportedException">This engine cannot do what is asked.</exception>
    /// <exception cref="Imager.Core.DependencyException">A step failed, or the engine did.</exception>
    /// <exception cref="Imager.Core.FileAccessException">Our files could not be read or written.</exception>
    public Task<BuildResult> SolveAsync(
        BuildRequest request, IBuildProgress progress, CancellationToken cancellationToken) =>
        _solver.RunAsync(request, progress, () => Volatile.Read(ref _disposed) == 0, cancellationToken);

    /// <summary>Closes the connections; stops the engine when it is private.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _connection.Channel.DisposeAsync();
        if (_connection.Owned is { } owned)
        {
            await owned.DisposeAsync();
        }
    }
}
