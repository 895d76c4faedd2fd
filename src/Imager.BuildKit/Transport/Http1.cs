using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imager.BuildKit.Transport;

/// <summary>A response head of HTTP/1.x and whatever followed it in the same read.</summary>
internal sealed record Http1Head(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Surplus);

/// <summary>A complete HTTP/1.x answer.</summary>
internal sealed record Http1Response(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body.Span);
}

/// <summary>
/// The engine's API as bytes. Requests are written by hand because HttpClient joins repeated headers into one line,
/// which the engine does not split again, and because this costs no start-up time.
/// </summary>
internal static class Http1
{
    private const int MaxHeadBytes = 256 * 1024;
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Asks in HTTP/1.0: the engine answers without chunks and closes, so the body is what comes until the end.
    /// </summary>
    public static async Task<Http1Response> ExchangeAsync(
        Stream connection, string method, string path, string? json, CancellationToken cancellationToken)
    {
        var body = json ?? string.Empty;
        await WriteRequestAsync(connection, $"{method} {path} HTTP/1.0", BodyHeaders(body), body, cancellationToken);
        var head = await ReadHeadAsync(connection, cancellationToken);
        return new(head.Status, head.Headers, await ReadBodyAsync(connection, head, cancellationToken));
    }

    /// <summary>What describes a JSON body, or none.</summary>
    public static IEnumerable<(string Name, string Value)> BodyHeaders(string body)
    {
        var length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        return body.Length == 0
            ? [("Content-Length", length)]
            : [("Content-Type", "application/json"), ("Content-Length", length)];
    }

    public static async Task WriteRequestAsync(
        Stream connection,
        string requestLine,
        IEnumerable<(string Name, string Value)> headers,
        string body,
        CancellationToken cancellationToken)
    {
        var text = new StringBuilder(requestLine).Append("\r\nHost: docker\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await connection.WriteAsync(Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString()), cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }

    public static async Task<Http1Head> ReadHeadAsync(Stream connection, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var end = buffer.WrittenSpan.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Parse(Encoding.ASCII.GetString(buffer.WrittenSpan[..end]), buffer.WrittenMemory[(end + 4)..]);
            }

            if (buffer.WrittenCount > MaxHeadBytes)
            {
                throw new InvalidDataException($"the response head exceeds {MaxHeadBytes} bytes");
            }

            var count = await connection.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("the connection was closed before a complete HTTP response head arrived");
            }

            buffer.Advance(count);
        }
    }

    /// <summary>Reads to the end of the stream, or to Content-Length where there is one.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(
        Stream connection, Http1Head head, CancellationToken cancellationToken)
    {
        var wanted = head.Headers.TryGetValue("Content-Length", out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : long.MaxValue;
        var body = new ArrayBufferWriter<byte>(Math.Max(4096, head.Surplus.Length));
        body.Write(head.Surplus.Span);
        while (body.WrittenCount < Math.Min(wanted, MaxBodyBytes))
        {
            var count = await connection.ReadAsync(body.GetMemory(8192), cancellationToken);
            if (count == 0)
            {
                break;
            }

            body.Advance(count);
        }

        return body.WrittenMemory;
    }

    private static Http1Head Parse(string head, ReadOnlyMemory<byte> surplus)
    {
        var lines = head.Split("\r\n");
        var words = lines[0].Split(' ', 3);
        if (words.Length < 2
            || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new InvalidDataException($"not an HTTP/1 response: \"{lines[0]}\"");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return new(status, headers, surplus);
    }
}
