namespace Imager.BuildKit.Transport;

/// <summary>Control.Session: the session's connection runs inside a call to the daemon itself.</summary>
internal sealed class ControlSessionTransport(IGrpcChannel channel) : ISessionTransport
{
    /// <summary>gRPC metadata names are lower case; the value repeats once per method.</summary>
    public const string MethodHeader = "x-docker-expose-session-grpc-method";

    private const string SessionMethod = "/moby.buildkit.v1.Control/Session";

    public Task<Stream> OpenAsync(SessionIdentity identity, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> metadata =
        [
            new("x-docker-expose-session-uuid", identity.Id),
            new("x-docker-expose-session-name", identity.Name),
            new("x-docker-expose-session-sharedkey", identity.SharedKey),
        ];
        metadata.AddRange(identity.Methods.Select(method => KeyValuePair.Create(MethodHeader, method)));
        return channel.OpenBytesAsync(SessionMethod, metadata, cancellationToken);
    }
}
