using System.Buffers.Binary;
using System.Text;

namespace Imager.BuildKit.Transport;

/// <summary>A program's standard streams behind an engine's attach protocol, seen as one byte stream.</summary>
/// <remarks>
/// What we write is its standard input as it is. What comes back is framed: 1 byte stream (1 output, 2 errors), 3 zero
/// bytes, 4 bytes length (big-endian), payload. Its errors become the message when it ends.
/// </remarks>
internal sealed class AttachedStream(Stream inner, string program) : ForwardingStream(inner)
{
    private const int HeaderBytes = 8;
    private const int MaxErrorBytes = 4096;
    private const int OutputStream = 1;

    private readonly StringBuilder _errors = new();
    private readonly byte[] _header = new byte[HeaderBytes];
    private uint _left;

    /// <exception cref="IOException">The program ended and had complained.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left == 0)
        {
            if (!await ReadHeaderAsync(cancellationToken))
            {
                return _errors.Length == 0 ? 0 : throw new IOException($"{program} ended: {_errors.ToString().Trim()}");
            }

            _left = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
            if (_header[0] != OutputStream)
            {
                await ReadErrorsAsync(cancellationToken);
            }
        }

        var wanted = (int)Math.Min(_left, (uint)buffer.Length);
        var count = await Inner.ReadAsync(buffer[..wanted], cancellationToken);
        _left -= (uint)count;
        return count;
    }

    /// <summary>False at the end of the stream; an engine that cannot start the program sends text without a frame.</summary>
    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var count = await Inner.ReadAtLeastAsync(_header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (count == 0)
        {
            return false;
        }

        if (count == HeaderBytes && _header[0] <= 2 && (_header[1] | _header[2] | _header[3]) == 0)
        {
            return true;
        }

        var rest = new byte[MaxErrorBytes];
        var length = await Inner.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken);
        _errors.Append(Encoding.UTF8.GetString([.. _header.AsSpan(0, count), .. rest.AsSpan(0, length)]));
        return false;
    }

    private async Task ReadErrorsAsync(CancellationToken cancellationToken)
    {
        var text = new byte[4096];
        while (_left > 0)
        {
            var count = await Inner.ReadAsync(text.AsMemory(0, (int)Math.Min(_left, (uint)text.Length)), cancellationToken);
            if (count == 0)
            {
                _left = 0;
                return;
            }

            _left -= (uint)count;
            if (_errors.Length < MaxErrorBytes)
            {
                _errors.Append(Encoding.UTF8.GetString(text, 0, count));
            }
        }
    }
}
