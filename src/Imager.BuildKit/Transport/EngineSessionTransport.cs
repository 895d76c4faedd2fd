namespace Imager.BuildKit.Transport;

/// <summary>POST /session of the Docker engine.</summary>
internal sealed class EngineSessionTransport(EngineApi api) : ISessionTransport
{
    public Task<Stream> OpenAsync(SessionIdentity identity, CancellationToken cancellationToken)
    {
        List<(string, string)> headers =
        [
            ("X-Docker-Expose-Session-Uuid", identity.Id),
            ("X-Docker-Expose-Session-Name", identity.Name),
            ("X-Docker-Expose-Session-Sharedkey", identity.SharedKey),
        ];
        headers.AddRange(identity.Methods.Select(method => ("X-Docker-Expose-Session-Grpc-Method", method)));
        return api.HijackAsync("/session", headers, cancellationToken);
    }
}
