namespace Imager.BuildKit.Transport;

/// <summary>Replays bytes that were read too far, then goes on with the inner stream, which it owns.</summary>
internal sealed class PrependStream(ReadOnlyMemory<byte> surplus, Stream inner) : ForwardingStream(inner)
{
    private ReadOnlyMemory<byte> _surplus = surplus;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_surplus.IsEmpty)
        {
            return base.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _surplus.Length);
        _surplus[..count].CopyTo(buffer);
        _surplus = _surplus[count..];
        return ValueTask.FromResult(count);
    }
}
