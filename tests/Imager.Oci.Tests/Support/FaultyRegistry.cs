using System.Collections.Concurrent;
using System.Net;
using Imager.Oci.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imager.Oci.Tests.Support;

/// <summary>A server in front of a real registry that breaks some requests on purpose and passes the others on.</summary>
internal sealed class FaultyRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _upstream = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly string _upstreamHost;
    private readonly Func<HttpContext, int, Task<bool>> _fault;
    private readonly ConcurrentDictionary<string, int> _counts = new();

    private FaultyRegistry(string upstreamHost, Func<HttpContext, int, Task<bool>> fault)
    {
        _upstreamHost = upstreamHost;
        _fault = fault;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinResponseDataRate = null;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Method, path and whether an Authorization header came with it.</summary>
    internal ConcurrentQueue<(string Method, string Path, string? Authorization, string? Range)> Requests { get; } = new();

    internal string Host => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;

    /// <summary>The fault gets the number of the request (from 1) for its method and path, and returns whether it answered.</summary>
    internal static async Task<FaultyRegistry> StartAsync(string upstreamHost, Func<HttpContext, int, Task<bool>> fault)
    {
        var registry = new FaultyRegistry(upstreamHost, fault);
        await registry._app.StartAsync();
        return registry;
    }

    internal ImageReference Reference(string name) => ImageReference.Parse($"{Host}/{name}");

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    internal static async Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        await context.Response.CompleteAsync();
    }

    /// <summary>Promises more bytes than come.</summary>
    internal static async Task CutAsync(HttpContext context, ReadOnlyMemory<byte> bytes, long promisedBytes)
    {
        context.Response.ContentLength = promisedBytes;
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue((request.Method, request.Path, request.Headers.Authorization, request.Headers.Range));
        var count = _counts.AddOrUpdate($"{request.Method} {request.Path}", 1, (_, previous) => previous + 1);
        if (!await _fault(context, count))
        {
            await PassOnAsync(context);
        }
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var request = context.Request;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"http://{_upstreamHost}{request.Path}{request.QueryString}");
        if (request.ContentLength is not null || request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(request.Body);
        }

        foreach (var (name, values) in request.Headers.Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Authorization")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, [.. values]))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, [.. values]);
            }
        }

        using var response = await _upstream.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (request.Method != "HEAD")
        {
            await response.Content.CopyToAsync(context.Response.Body);
        }
    }
}
