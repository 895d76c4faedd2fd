namespace Imager.BuildKit.Transport;

/// <summary>How the daemon will know the session, and what it may call on it.</summary>
internal sealed record SessionIdentity(string Id, string Name, string SharedKey, IReadOnlyList<string> Methods);

/// <summary>The seam for sessions: the engine's /session, or Control.Session of a buildkitd.</summary>
internal interface ISessionTransport
{
    /// <summary>A connection on which the daemon is the HTTP/2 client and we are the server.</summary>
    Task<Stream> OpenAsync(SessionIdentity identity, CancellationToken cancellationToken);
}
