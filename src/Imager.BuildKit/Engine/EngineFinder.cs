using Imager.BuildKit.Host;
using Imager.BuildKit.Session;
using Imager.Core;

namespace Imager.BuildKit.Engine;

/// <summary>Finds or starts an engine: see <see cref="BuildEngine.FindAsync"/>.</summary>
internal sealed class EngineFinder(EngineOptions options, IProcessRunner processes)
{
    private const string Daemon = "dockerd";

    public async Task<BuildEngine> FindAsync(CancellationToken cancellationToken)
    {
        if (options.Endpoint is { } endpoint)
        {
            return await ConnectGivenAsync(endpoint, cancellationToken);
        }

        var wanted = string.IsNullOrEmpty(options.Engine) ? options.ReadEnvironment("DOCKER_HOST") : options.Engine;
        if (!string.IsNullOrEmpty(wanted))
        {
            return await ConnectGivenAsync(EngineEndpoint.Parse(wanted, options.ReadEnvironment), cancellationToken);
        }

        var (engine, refusal) = await TryDefaultAsync(cancellationToken);
        if (engine is not null)
        {
            return engine;
        }

        if (processes.Find(Daemon) is { } installed)
        {
            return await StartPrivateAsync(installed, refusal, cancellationToken);
        }

        await new DockerInstaller(options, processes).InstallAsync(refusal, cancellationToken);
        (engine, refusal) = await TryDefaultAsync(cancellationToken); // the package starts it where there is systemd
        return engine ?? await StartPrivateAsync(processes.Find(Daemon) ?? Daemon, refusal, cancellationToken);
    }

    private async Task<BuildEngine> ConnectGivenAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await Connector().ConnectAsync(endpoint, null, cancellationToken);
        }
        catch (IOException error)
        {
            throw new HostEnvironmentException(
                "IMG4101",
                $"the engine {endpoint} (from --engine, BUILDER or DOCKER_HOST) cannot be used: {error.Message.TrimEnd('.')}. "
                + "Start it, correct the address, or unset it to use this machine's own engine.",
                error);
        }
    }

    private async Task<(BuildEngine? Engine, string Refusal)> TryDefaultAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(options.DefaultSocket))
        {
            return (null, $"{options.DefaultSocket} does not exist");
        }

        try
        {
            var endpoint = EngineEndpoint.Unix(options.DefaultSocket);
            return (await Connector().ConnectAsync(endpoint, null, cancellationToken), string.Empty);
        }
        catch (IOException error)
        {
            return (null, error.Message);
        }
    }

    private async Task<BuildEngine> StartPrivateAsync(
        string dockerd, string refusal, CancellationToken cancellationToken)
    {
        var engine = await PrivateEngine.StartAsync(options, processes, dockerd, refusal, cancellationToken);
        try
        {
            return await Connector().ConnectAsync(engine.Endpoint, engine, cancellationToken);
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private EngineOpener Connector() =>
        new(new DockerCredentials(DockerCredentials.DefaultPath(options.ReadEnvironment), processes), options);
}
