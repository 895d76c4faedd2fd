using System.Text.Json;

namespace Imager.BuildKit.Transport;

/// <summary>What GET /_ping tells about an engine.</summary>
internal sealed record EnginePing(Version ApiVersion, string Server);

/// <summary>
/// The Docker engine's HTTP API: a few plain requests, and connections taken over ("hijacked") for HTTP/2.
/// </summary>
internal sealed class EngineApi(IEngineConnector connector)
{
    /// <exception cref="IOException">Nothing answers, or something else than an engine.</exception>
    public async Task<EnginePing> PingAsync(CancellationToken cancellationToken)
    {
        var response = await SendAsync("GET", "/_ping", cancellationToken);
        if (response.Status != 200
            || !response.Headers.TryGetValue("Api-Version", out var text)
            || !Version.TryParse(text, out var version))
        {
            throw new IOException($"/_ping answered {response.Status} without an Api-Version header");
        }

        return new(version, response.Headers.GetValueOrDefault("Server", "unknown"));
    }

    public Task<Http1Response> SendAsync(string method, string path, CancellationToken cancellationToken) =>
        SendAsync(method, path, null, cancellationToken);

    /// <summary>A request with a JSON body.</summary>
    public async Task<Http1Response> SendAsync(
        string method, string path, string? json, CancellationToken cancellationToken)
    {
        await using var connection = await connector.ConnectAsync(cancellationToken);
        try
        {
            return await Http1.ExchangeAsync(connection, method, path, json, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"{error.Message} (a buildkitd? Then write buildkitd+unix:// or buildkitd+tcp://)", error);
        }
    }

    /// <summary>Upgrades a new connection to HTTP/2 (without TLS) and hands over its stream.</summary>
    /// <exception cref="IOException">The engine refuses; the message is the engine's own.</exception>
    public Task<Stream> HijackAsync(
        string path, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken) =>
        UpgradeAsync(path, headers.Prepend(("Upgrade", "h2c")), string.Empty, cancellationToken);

    /// <summary>The same for any protocol: the header "Upgrade" is the caller's.</summary>
    public async Task<Stream> UpgradeAsync(
        string path, IEnumerable<(string Name, string Value)> headers, string body, CancellationToken cancellationToken)
    {
        (string, string)[] upgrade = [("Connection", "Upgrade"), .. Http1.BodyHeaders(body)];
        var connection = await connector.ConnectAsync(cancellationToken);
        try
        {
            await Http1.WriteRequestAsync(
                connection, $"POST {path} HTTP/1.1", upgrade.Concat(headers), body, cancellationToken);
            var head = await Http1.ReadHeadAsync(connection, cancellationToken);
            if (head.Status == 101)
            {
                return new PrependStream(head.Surplus, connection);
            }

            var answer = await Http1.ReadBodyAsync(connection, head, cancellationToken);
            throw new IOException(
                $"the engine refused POST {path} with HTTP {head.Status}: {ErrorText(answer.Span)}");
        }
        catch (Exception error)
        {
            await connection.DisposeAsync();
            if (error is InvalidDataException)
            {
                throw new IOException(error.Message, error);
            }

            throw;
        }
    }

    /// <summary>The <c>message</c> of the engine's JSON error, or the body as it is.</summary>
    public static string ErrorText(ReadOnlySpan<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body).Trim();
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("message", out var message) ? message.GetString() ?? text : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
