using Imager.BuildKit.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Imager.BuildKit.Session;

/// <summary>Serves one session's methods to the daemon over one connection, with Kestrel's HTTP/2.</summary>
internal sealed class SessionServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, SessionMethod> _methods;
    private readonly StreamConnection _connection;
    private readonly KestrelServer _kestrel;
    private Exception? _failure;

    private SessionServer(Stream stream, IReadOnlyDictionary<string, SessionMethod> methods)
    {
        _methods = methods;
        _connection = new StreamConnection(stream);
        _kestrel = new KestrelServer(
            Options.Create(KestrelOptions()), new StreamListener(_connection), NullLoggerFactory.Instance);
    }

    /// <summary>The first error that one of our methods met; it explains why the daemon gave up.</summary>
    public Exception? Failure => _failure;

    public static async Task<SessionServer> StartAsync(
        Stream stream, IReadOnlyDictionary<string, SessionMethod> methods, CancellationToken cancellationToken)
    {
        var server = new SessionServer(stream, methods);
        await server._kestrel.StartAsync(server, cancellationToken);
        return server;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        using var call = new GrpcServerCall(context);
        if (!_methods.TryGetValue(context.Request.Path.Value ?? string.Empty, out var method))
        {
            call.Finish(GrpcCode.Unimplemented, $"{context.Request.Path} is not offered");
            return;
        }

        try
        {
            await method(call);
            call.Finish(GrpcCode.Ok, string.Empty);
        }
        catch (GrpcException error)
        {
            call.Finish(error.Code, error.Message);
        }
        catch (Exception error)
            when (context.RequestAborted.IsCancellationRequested || error is OperationCanceledException)
        {
            call.Finish(GrpcCode.Canceled, "canceled");
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            call.Finish(GrpcCode.Unknown, error.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Abort(new ConnectionAbortedException("the session is over"));
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }

    private static KestrelServerOptions KestrelOptions()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        var limits = options.Limits;
        limits.KeepAliveTimeout = TimeSpan.FromDays(1); // an infinite value closes idle connections after a second
        limits.MaxRequestBodySize = null;
        limits.MaxRequestBufferSize = 16 * 1024 * 1024;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestHeaderCount = 100_000; // one header per .dockerignore pattern
        limits.MaxRequestHeadersTotalSize = 16 * 1024 * 1024;
        limits.Http2.MaxRequestHeaderFieldSize = 1024 * 1024;
        limits.Http2.InitialConnectionWindowSize = 16 * 1024 * 1024;
        limits.Http2.InitialStreamWindowSize = 4 * 1024 * 1024;
        limits.Http2.MaxFrameSize = 256 * 1024;
        options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        return options;
    }
}
