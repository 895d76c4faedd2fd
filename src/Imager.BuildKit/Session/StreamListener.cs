using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Imager.BuildKit.Session;

/// <summary>A listener that accepts exactly one connection, the one it was made with.</summary>
internal sealed class StreamListener(StreamConnection connection) : IConnectionListenerFactory, IConnectionListener
{
    private readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamConnection? _pending = connection;

    public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 0);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _pending, null) is { } next)
        {
            return next;
        }

        await _unbound.Task;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
}
