using System.Globalization;
using System.Text;
using Google.Protobuf;
using Imager.BuildKit.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Imager.BuildKit.Session;

/// <summary>A method that the daemon may call on our session.</summary>
internal delegate Task SessionMethod(GrpcServerCall call);

/// <summary>The server's side of one gRPC call.</summary>
internal sealed class GrpcServerCall : IDisposable
{
    private const int FlushAboveBytes = 32 * 1024;

    private readonly HttpContext _context;
    private readonly SemaphoreSlim _writing = new(1);

    public GrpcServerCall(HttpContext context)
    {
        _context = context;
        context.Response.ContentType = "application/grpc";
    }

    /// <summary>Fires when the daemon resets the call or the connection is gone.</summary>
    public CancellationToken Aborted => _context.RequestAborted;

    /// <summary>Whether an error of a file operation or of this call comes from the file and not from the connection.</summary>
    public bool IsOfFile(Exception error) => error is UnauthorizedAccessException
        || (error is IOException and not (ConnectionResetException or BadHttpRequestException)
            && !Aborted.IsCancellationRequested);

    /// <summary>All values of a metadata key, unescaped when the sender says that they are.</summary>
    public IReadOnlyList<string> Metadata(string key)
    {
        var values = _context.Request.Headers[key];
        var encoded = _context.Request.Headers.ContainsKey(key + "-encoded");
        return [.. values.Select(value => encoded ? QueryUnescape(value!) : value!)];
    }

    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T> => GrpcFraming.ReadAsync(_context.Request.BodyReader, parser, cancellationToken);

    /// <summary>The single request of a unary call.</summary>
    public async Task<T> ReadRequestAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        await ReadAsync(parser, Aborted) ?? throw new GrpcException(GrpcCode.InvalidArgument, "the request is missing");

    /// <summary>Sends the response headers, so that the peer starts to talk.</summary>
    public async Task StartAsync()
    {
        await _context.Response.StartAsync(Aborted);
        await _context.Response.BodyWriter.FlushAsync(Aborted);
    }

    public async Task WriteAsync(IMessage message, bool flush = true)
    {
        await _writing.WaitAsync(Aborted);
        try
        {
            var writer = _context.Response.BodyWriter;
            var size = message.CalculateSize();
            GrpcFraming.WritePrefix(writer.GetSpan(GrpcFraming.PrefixBytes), size);
            writer.Advance(GrpcFraming.PrefixBytes);
            message.WriteTo(writer.GetSpan(Math.Max(size, 1))[..size]);
            writer.Advance(size);
            if (flush || (writer.CanGetUnflushedBytes && writer.UnflushedBytes > FlushAboveBytes))
            {
                await writer.FlushAsync(Aborted);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends one message that is already serialized, prefix included.</summary>
    public async Task WriteFrameAsync(ReadOnlyMemory<byte> frame)
    {
        await _writing.WaitAsync(Aborted);
        try
        {
            await _context.Response.BodyWriter.WriteAsync(frame, Aborted);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sets the status: as a trailer, or as a header when nothing has been sent.</summary>
    public void Finish(GrpcCode code, string message)
    {
        var status = ((int)code).ToString(CultureInfo.InvariantCulture);
        var response = _context.Response;
        if (!response.HasStarted && code != GrpcCode.Ok)
        {
            response.Headers["grpc-status"] = status;
            response.Headers["grpc-message"] = PercentEncode(message);
            return;
        }

        if (!response.SupportsTrailers())
        {
            return; // the connection is gone
        }

        response.AppendTrailer("grpc-status", status);
        if (message.Length > 0)
        {
            response.AppendTrailer("grpc-message", PercentEncode(message));
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Go's url.QueryUnescape: a plus is a space.</summary>
    internal static string QueryUnescape(string value) =>
        Uri.UnescapeDataString(value.Replace('+', ' '));

    /// <summary>gRPC's encoding of grpc-message: everything but printable ASCII without the percent sign.</summary>
    internal static string PercentEncode(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(message))
        {
            if (unit is >= 0x20 and <= 0x7e and not (byte)'%')
            {
                text.Append((char)unit);
            }
            else
            {
                text.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }
}
