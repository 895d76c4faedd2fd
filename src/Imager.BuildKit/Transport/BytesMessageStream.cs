using System.IO.Pipelines;
using Google.Protobuf;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Transport;

/// <summary>A gRPC call of <c>BytesMessage</c>s in both directions, seen as one byte stream.</summary>
internal sealed class BytesMessageStream(Stream outgoing, DuplexContent request, Task<Stream> incoming) : DuplexStream
{
    private const int MaxChunkBytes = 256 * 1024;

    private PipeReader? _reader;
    private ReadOnlyMemory<byte> _rest;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reader ??= PipeReader.Create(await incoming.WaitAsync(cancellationToken));
        while (_rest.IsEmpty)
        {
            var message = await GrpcFraming.ReadAsync(_reader, BytesMessage.Parser, cancellationToken);
            if (message is null)
            {
                return 0;
            }

            _rest = message.Data.Memory;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var chunk = buffer[..Math.Min(buffer.Length, MaxChunkBytes)];
            var message = new BytesMessage { Data = UnsafeByteOperations.UnsafeWrap(chunk) };
            await outgoing.WriteAsync(GrpcFraming.Frame(message), cancellationToken);
            buffer = buffer[chunk.Length..];
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => outgoing.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        request.Close();
        if (disposing && incoming.IsCompletedSuccessfully)
        {
            incoming.Result.Dispose();
        }

        base.Dispose(disposing);
    }
}
