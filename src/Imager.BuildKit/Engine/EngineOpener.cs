using Imager.BuildKit.Session;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Engine;

/// <summary>Opens a daemon at a known endpoint and asks what it can do.</summary>
internal sealed class EngineOpener(DockerCredentials credentials)
{
    private const string ListWorkersMethod = "/moby.buildkit.v1.Control/ListWorkers";
    private const string InfoMethod = "/moby.buildkit.v1.Control/Info";
    private const string SnapshotterLabel = "org.mobyproject.buildkit.worker.snapshotter";

    private static readonly Version s_namedContexts = new(1, 42); // engine 23.0
    private static readonly Version s_containerdStore = new(1, 43); // engine 24.0
    private static readonly Version s_manyExporters = new(1, 45); // engine 26.0

    /// <exception cref="IOException">Nothing usable answers there.</exception>
    public async Task<BuildEngine> ConnectAsync(
        EngineEndpoint endpoint, PrivateEngine? owned, CancellationToken cancellationToken)
    {
        try
        {
            return endpoint.Kind == EngineKind.BuildKit
                ? await ConnectBuildKitAsync(endpoint, cancellationToken)
                : await ConnectDockerAsync(endpoint, owned, cancellationToken);
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
        var abilities = new EngineAbilities(
            IsStandalone: false,
            HasSnapshotter: ping.ApiVersion >= s_containerdStore
                && await HasSnapshotterAsync(channel, cancellationToken),
            HasManyExporters: ping.ApiVersion >= s_manyExporters,
            HasNamedContexts: ping.ApiVersion >= s_namedContexts,
            OnlyHostNetwork: owned is not null || await LacksBridgeAsync(api, cancellationToken));
        var description = owned is null ? $"{ping.Server} at {endpoint}" : $"{ping.Server}, private, at {endpoint}";
        var connection = new EngineConnection(
            description, channel, new EngineSessionTransport(api), abilities, owned is null ? null : owned.DescribeStateAsync);
        return new(connection, ping.Server, credentials, owned);
    }

    private async Task<BuildEngine> ConnectBuildKitAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        var connector = new EngineConnector(endpoint);
        var channel = new GrpcHttpChannel(async token => new HeaderSplitStream(await connector.ConnectAsync(token)));
        var info = await channel.CallAsync(InfoMethod, new InfoRequest(), InfoResponse.Parser, cancellationToken);
        var version = info.BuildkitVersion?.Version ?? "unknown";
        var isKnown = Version.TryParse(version.TrimStart('v').Split('-', '+')[0], out var number);
        var abilities = new EngineAbilities(
            IsStandalone: true,
            HasSnapshotter: true,
            HasManyExporters: isKnown && number >= new Version(0, 13),
            HasNamedContexts: !isKnown || number >= new Version(0, 10),
            OnlyHostNetwork: false);
        var name = $"buildkitd {version}";
        var connection = new EngineConnection(
            $"{name} at {endpoint}", channel, new ControlSessionTransport(channel), abilities, null);
        return new(connection, name, credentials, null);
    }

    /// <summary>
    /// An engine started with --bridge=none fails every RUN step that does not ask for another network.
    /// </summary>
    private static async Task<bool> LacksBridgeAsync(EngineApi api, CancellationToken cancellationToken) =>
        (await api.SendAsync("GET", "/networks/bridge", cancellationToken)).Status == 404;

    private static async Task<bool> HasSnapshotterAsync(GrpcHttpChannel channel, CancellationToken cancellationToken)
    {
        var workers = await channel.CallAsync(
            ListWorkersMethod, new ListWorkersRequest(), ListWorkersResponse.Parser, cancellationToken);
        return workers.Record.Any(record => record.Labels.ContainsKey(SnapshotterLabel));
    }
}
