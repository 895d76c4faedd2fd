using Imager.BuildKit.Engine;
using Imager.BuildKit.Host;
using Imager.BuildKit.Session;
using Imager.BuildKit.Solve;

namespace Imager.BuildKit;

/// <summary>A BuildKit that runs Dockerfile builds. Several builds may run at the same time.</summary>
public sealed class BuildEngine : IAsyncDisposable
{
    private readonly EngineConnection _connection;
    private readonly DockerCredentials _credentials;
    private readonly IAsyncDisposable? _owned;
    private int _disposed;

    internal BuildEngine(
        EngineConnection connection, string version, DockerCredentials credentials, IAsyncDisposable? owned)
    {
        _connection = connection;
        _credentials = credentials;
        _owned = owned;
        ServerVersion = version;
    }

    /// <summary>For people: which engine, where.</summary>
    public string Description => _connection.Description;

    /// <summary>As the daemon says it, such as <c>Docker/20.10.24+dfsg1 (linux)</c>.</summary>
    public string ServerVersion { get; }

    /// <summary>Whether we started it and will stop it.</summary>
    public bool IsPrivate => _owned is not null;

    /// <summary>
    /// Finds an engine: the given endpoint or DOCKER_HOST, the machine's own, else an installed dockerd, started
    /// privately.
    /// </summary>
    /// <exception cref="Imager.Core.HostEnvironmentException">None is there; the message says what to do.</exception>
    /// <exception cref="Imager.Core.InvalidInputException">The endpoint is malformed.</exception>
    public static Task<BuildEngine> FindAsync(EngineOptions options, CancellationToken cancellationToken) =>
        new EngineFinder(options, new ProcessRunner()).FindAsync(cancellationToken);

    /// <summary>Runs a build. Cancelling stops its steps in the engine.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">The request is wrong; all problems at once.</exception>
    /// <exception cref="Imager.Core.UnsupportedException">This engine cannot do what is asked.</exception>
    /// <exception cref="Imager.Core.DependencyException">A step failed, or the engine did.</exception>
    /// <exception cref="Imager.Core.FileAccessException">Our files could not be read or written.</exception>
    public Task<BuildResult> SolveAsync(
        BuildRequest request, IBuildProgress progress, CancellationToken cancellationToken) =>
        new Solver(_connection, _credentials).RunAsync(request, progress, cancellationToken);

    /// <summary>Closes the connections; stops the engine when it is private.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _connection.Channel.DisposeAsync();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }
}
