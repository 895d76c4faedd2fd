using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Imager.BuildKit.Transport;

/// <summary>
/// gRPC by hand over SocketsHttpHandler's HTTP/2: prior knowledge on whatever stream the opener returns.
/// </summary>
internal sealed class GrpcHttpChannel(Func<CancellationToken, ValueTask<Stream>> open) : IGrpcChannel
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");

    private static readonly TimeSpan s_openLimit = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) => await open(cancellationToken),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = false,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        InitialHttp2StreamWindowSize = 4 * 1024 * 1024,
#pragma warning disable CA2262 // it is meant in KiB: grpc-status-details-bin carries the whole Dockerfile
        MaxResponseHeadersLength = 16 * 1024,
#pragma warning restore CA2262
    });

    public async Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>
    {
        TResponse? answer = null;
        await foreach (var message in StreamAsync(method, request, parser, cancellationToken))
        {
            answer ??= message;
        }

        return answer ?? throw new GrpcException(GrpcCode.Internal, $"{method} ended without an answer");
    }

    public async IAsyncEnumerable<TResponse> StreamAsync<TResponse>(
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>
    {
        var content = new ByteArrayContent(GrpcFraming.Frame(request));
        using var response = await SendAsync(method, content, [], cancellationToken);
        ThrowIfFailed(response.Headers); // trailers-only answers
        var reader = PipeReader.Create(
            await response.Content.ReadAsStreamAsync(cancellationToken),
            new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        while (await ReadAsync(reader, parser, cancellationToken) is { } message)
        {
            yield return message;
        }

        if (!ThrowIfFailed(response.TrailingHeaders))
        {
            throw new IOException($"{method} ended without a status: the connection to the engine was lost");
        }
    }

    public async Task<Stream> OpenBytesAsync(
        string method, IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
    {
        var content = new DuplexContent();
        var sending = SendAsync(method, content, metadata, cancellationToken);
        if (await Task.WhenAny(content.Opened, sending) == sending)
        {
            ThrowIfFailed((await sending).Headers); // otherwise the answer's headers were only faster
        }

        try
        {
            var outgoing = await content.Opened.WaitAsync(s_openLimit, cancellationToken);
            return new BytesMessageStream(outgoing, content, OpenIncomingAsync(sending));
        }
        catch (TimeoutException error)
        {
            throw new IOException($"the daemon did not take the call {method} within {s_openLimit.TotalSeconds} s", error);
        }
    }

    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<Stream> OpenIncomingAsync(Task<HttpResponseMessage> sending)
    {
        var response = await sending;
        ThrowIfFailed(response.Headers);
        return await response.Content.ReadAsStreamAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        HttpContent content,
        IReadOnlyList<KeyValuePair<string, string>> metadata,
        CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://buildkit" + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = ContentType;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var group in metadata.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal))
        {
            request.Headers.TryAddWithoutValidation(group.Key, group);
        }

        try
        {
            var response = await _invoker.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? response
                : throw new IOException($"{method} answered HTTP {(int)response.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            throw new IOException(Innermost(error), error);
        }
    }

    private static async ValueTask<T?> ReadAsync<T>(
        PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        try
        {
            return await GrpcFraming.ReadAsync(reader, parser, cancellationToken);
        }
        catch (Exception error)
            when (error is HttpRequestException or InvalidDataException or InvalidProtocolBufferException)
        {
            throw new IOException(Innermost(error), error);
        }
    }

    private static string Innermost(Exception error) => error.GetBaseException().Message;

    /// <summary>False when there is no status at all.</summary>
    private static bool ThrowIfFailed(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var values)
            || !int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        return code == 0 ? true : throw Failure((GrpcCode)code, headers);
    }

    private static GrpcException Failure(GrpcCode code, HttpResponseHeaders headers)
    {
        var message = headers.NonValidated.TryGetValues("grpc-message", out var text)
            ? Uri.UnescapeDataString(text.ToString())
            : code.ToString();
        var details = headers.NonValidated.TryGetValues("grpc-status-details-bin", out var encoded)
            ? FromBase64(encoded.ToString())
            : [];
        return new(code, message, details);
    }

    /// <summary>Binary trailers come without padding.</summary>
    private static byte[] FromBase64(string text)
    {
        var unpadded = text.TrimEnd('=');
        try
        {
            return Convert.FromBase64String(unpadded + new string('=', (4 - (unpadded.Length % 4)) % 4));
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
