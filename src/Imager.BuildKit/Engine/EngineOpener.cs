using Imager.BuildKit.Session;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Engine;

/// <summary>Opens a daemon at a known endpoint and asks what it can do.</summary>
internal sealed class EngineOpener(DockerCredentials credentials, EngineOptions options)
{
    private const string ListWorkersMethod = "/moby.buildkit.v1.Control/ListWorkers";
    private const string InfoMethod = "/moby.buildkit.v1.Control/Info";
    private const string SnapshotterLabel = "org.mobyproject.buildkit.worker.snapshotter";

    private static readonly Version s_namedContexts = new(1, 42); // engine 23.0
    private static readonly Version s_localCacheImports = new(1, 42); // engine 23.0
    private static readonly Version s_containerdStore = new(1, 43); // engine 24.0
    private static readonly Version s_manyExporters = new(1, 45); // engine 26.0

    /// <exception cref="IOException">Nothing usable answers there.</exception>
    public async Task<BuildEngine> ConnectAsync(
        EngineEndpoint endpoint, PrivateEngine? owned, CancellationToken cancellationToken)
    {
        try
        {
            return endpoint.Kind switch
            {
                EngineKind.Docker => await ConnectDockerAsync(endpoint, owned, cancellationToken),
                EngineKind.BuildKit => await ConnectBuildKitAsync(
                    endpoint, new EngineConnector(endpoint), cancellationToken),
                _ => await ConnectBuildKitAsync(
                    endpoint,
                    new ContainerConnector(new EngineApi(new EngineConnector(endpoint)), endpoint.Container!),
                    cancellationToken),
            };
        }
        catch (IOException error) when (endpoint.Kind == EngineKind.BuildKit)
        {
            if (!await IsDockerAsync(endpoint, cancellationToken))
            {
                throw;
            }

            throw new HostEnvironmentException(
                "IMG4431",
                $"a Docker engine answers at {endpoint}, not a buildkitd. Write BUILDER=docker+{Address(endpoint)}, or give "
                + $"ENGINE={Address(endpoint)}.",
                error);
        }
        catch (GrpcException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    private async Task<BuildEngine> ConnectDockerAsync(
        EngineEndpoint endpoint, PrivateEngine? owned, CancellationToken cancellationToken)
    {
        var api = new EngineApi(new EngineConnector(endpoint));
        var ping = await api.PingAsync(cancellationToken);
        var channel = new GrpcHttpChannel(async token => await api.HijackAsync("/grpc", [], token));
        var worker = await WorkerAsync(channel, cancellationToken);
        var abilities = new EngineAbilities(
            IsStandalone: false,
            HasSnapshotter: ping.ApiVersion >= s_containerdStore && worker.Labels.ContainsKey(SnapshotterLabel),
            HasManyExporters: ping.ApiVersion >= s_manyExporters,
            HasNamedContexts: ping.ApiVersion >= s_namedContexts,
            OnlyHostNetwork: owned is not null || await LacksBridgeAsync(api, cancellationToken))
        {
            ImportsLocalCaches = ping.ApiVersion >= s_localCacheImports,
            Platform = PlatformOf(worker),
        };
        var description = owned is null ? $"{ping.Server} at {endpoint}" : $"{ping.Server}, private, at {endpoint}";
        var connection = new EngineConnection(description, channel, new EngineSessionTransport(api), abilities, owned)
        {
            ProbeAsync = api.PingAsync,
        };
        return new(connection, ping.Server, credentials, options);
    }

    private async Task<BuildEngine> ConnectBuildKitAsync(
        EngineEndpoint endpoint, IEngineConnector connector, CancellationToken cancellationToken)
    {
        var channel = new GrpcHttpChannel(async token => new HeaderSplitStream(await connector.ConnectAsync(token)));
        var info = await channel.CallAsync(InfoMethod, new InfoRequest(), InfoResponse.Parser, cancellationToken);
        var version = info.BuildkitVersion?.Version ?? "unknown";
        var isKnown = Version.TryParse(version.TrimStart('v').Split('-', '+')[0], out var number);
        var abilities = new EngineAbilities(
            IsStandalone: true,
            HasSnapshotter: true,
            HasManyExporters: isKnown && number >= new Version(0, 13),
            HasNamedContexts: !isKnown || number >= new Version(0, 10),
            OnlyHostNetwork: false)
        {
            ImportsLocalCaches = true,
            Platform = PlatformOf(await WorkerAsync(channel, cancellationToken)),
        };
        var name = $"buildkitd {version}";
        var connection = new EngineConnection(
            $"{name} at {endpoint}", channel, new ControlSessionTransport(channel), abilities)
        {
            ProbeAsync = token => channel.CallAsync(InfoMethod, new InfoRequest(), InfoResponse.Parser, token),
        };
        return new(connection, name, credentials, options);
    }

    private static string Address(EngineEndpoint endpoint) =>
        endpoint.SocketPath is { } path ? $"unix://{path}" : $"tcp://{endpoint.Host}:{endpoint.Port}";

    private static async Task<bool> IsDockerAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await new EngineApi(new EngineConnector(endpoint)).PingAsync(cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// An engine started with --bridge=none fails every RUN step that does not ask for another network.
    /// </summary>
    private static async Task<bool> LacksBridgeAsync(EngineApi api, CancellationToken cancellationToken) =>
        (await api.SendAsync("GET", "/networks/bridge", cancellationToken)).Status == 404;

    /// <exception cref="IOException">The daemon has no worker, so it cannot build.</exception>
    private static async Task<WorkerRecord> WorkerAsync(GrpcHttpChannel channel, CancellationToken cancellationToken)
    {
        var workers = await channel.CallAsync(
            ListWorkersMethod, new ListWorkersRequest(), ListWorkersResponse.Parser, cancellationToken);
        return workers.Record.Count > 0 ? workers.Record[0] : throw new IOException("the daemon has no worker");
    }

    /// <summary>The first platform of a worker is its own; the others are emulated or compatible ones.</summary>
    private static string? PlatformOf(WorkerRecord worker) =>
        worker.Platforms.Count > 0 ? $"{worker.Platforms[0].OS}/{worker.Platforms[0].Architecture}" : null;
}
