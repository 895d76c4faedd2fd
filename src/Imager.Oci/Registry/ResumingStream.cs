using Imager.Core;

namespace Imager.Oci.Registry;

/// <summary>A download that opens itself again at the byte where it broke off.</summary>
internal sealed class ResumingStream(
    string name, long fromByte, long endByte, RetryPolicy retry, Func<long, CancellationToken, Task<Stream>> open) : ReadOnlyStream
{
    /// <summary>Progress after which earlier failures no longer count.</summary>
    private const long ForgivingBytes = 256 * 1024;

    private Stream? _inner;
    private long _positionBytes = fromByte;
    private long _failedAtBytes = fromByte;
    private int _failures;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                _inner ??= await open(_positionBytes, cancellationToken);
                var count = await ReadInTimeAsync(_inner, buffer, cancellationToken);
                if (count == 0 && _positionBytes < endByte && buffer.Length > 0)
                {
                    throw new EndOfStreamException($"the connection ended after {_positionBytes} of {endByte} bytes");
                }

                _positionBytes += count;
                return count;
            }
            catch (Exception error) when (RegistryTransport.IsPassing(error, cancellationToken))
            {
                await FailAsync(error, cancellationToken);
            }
        }
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("downloads are read asynchronously");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadInTimeAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(retry.IdleTimeout);
        return await stream.ReadAsync(buffer, idle.Token);
    }

    private async Task FailAsync(Exception error, CancellationToken cancellationToken)
    {
        _inner?.Dispose();
        _inner = null;
        _failures = _positionBytes - _failedAtBytes >= ForgivingBytes ? 1 : _failures + 1;
        _failedAtBytes = _positionBytes;
        if (_failures >= retry.Attempts)
        {
            throw new DependencyException(
                "IMG5213",
                $"{name}: broke off at byte {_positionBytes} of {endByte} for the {_failures}th time: {error.Message} What is there is kept; try again.", error);
        }

        await retry.Wait(retry.DelayAfter(_failures), cancellationToken);
    }
}
