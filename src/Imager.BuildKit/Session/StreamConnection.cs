using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Imager.BuildKit.Session;

/// <summary>One already open stream, dressed as a connection that Kestrel has accepted.</summary>
internal sealed class StreamConnection : DefaultConnectionContext
{
    private readonly Stream _stream;
    private readonly CancellationTokenSource _closed = new();
    private int _aborted;

    public StreamConnection(Stream stream)
        : base("session", new StreamPipes(stream), new StreamPipes(stream))
    {
        _stream = stream;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 0);
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Kestrel calls Abort again from the token this cancels; the base class would cancel a token that it may have
        // disposed already. Our source has no timer and needs no disposal.
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(closed => closed.Cancel(), _closed, preferLocal: false);
            Transport.Input.CancelPendingRead();
            _stream.Dispose();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _aborted, 1);
        await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    private sealed class StreamPipes(Stream stream) : IDuplexPipe
    {
        private const int BufferBytes = 64 * 1024;

        public PipeReader Input { get; } =
            PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));

        public PipeWriter Output { get; } =
            PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
    }
}
