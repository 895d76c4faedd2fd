using Google.Protobuf;

namespace Imager.BuildKit.Transport;

/// <summary>The seam to a BuildKit control API: through the engine's /grpc, or a buildkitd's own socket.</summary>
internal interface IGrpcChannel : IAsyncDisposable
{
    /// <summary>One message each way.</summary>
    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>;

    /// <summary>
    /// One message there, many back. Throws like <see cref="CallAsync"/>, possibly after some messages.
    /// </summary>
    IAsyncEnumerable<TResponse> StreamAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>;

    /// <summary>
    /// A call whose two directions carry <c>BytesMessage</c>s, seen as one byte stream (Control.Session).
    /// </summary>
    Task<Stream> OpenBytesAsync(
        string method, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken);
}
