using System.Buffers.Binary;
using System.Text;

namespace Imager.BuildKit.Transport;

/// <summary>
/// Undoes what SocketsHttpHandler does to repeated request headers: one "a, b" field becomes two fields again.
/// </summary>
/// <remarks>
/// Sits under the HTTP/2 client and looks at outgoing frames. The .NET encoder writes every unknown header as a literal
/// without indexing and without Huffman codes (RFC 7541 section 6.2.2, new name), so that the field can be found and
/// rewritten without any decoder state.
/// </remarks>
internal sealed class HeaderSplitStream(Stream inner) : ForwardingStream(inner)
{
    private const int FrameHeaderBytes = 9;
    private const int PrefaceBytes = 24;
    private const byte HeadersFrame = 1;

    private static readonly byte[] s_field = LiteralName(ControlSessionTransport.MethodHeader);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<byte> _pending = [];
    private int _passThrough = PrefaceBytes;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (!buffer.IsEmpty)
            {
                buffer = await ForwardAsync(buffer, cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writing.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Passes payloads through, holds back HEADERS frames until they are complete; returns what is left.
    /// </summary>
    private async ValueTask<ReadOnlyMemory<byte>> ForwardAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_passThrough > 0)
        {
            var count = Math.Min(_passThrough, buffer.Length);
            await Inner.WriteAsync(buffer[..count], cancellationToken);
            _passThrough -= count;
            return buffer[count..];
        }

        var needed = _pending.Count < FrameHeaderBytes ? FrameHeaderBytes : FrameHeaderBytes + PayloadBytes();
        var taken = Math.Min(needed - _pending.Count, buffer.Length);
        _pending.AddRange(buffer.Span[..taken]);
        if (_pending.Count < FrameHeaderBytes)
        {
            return buffer[taken..];
        }

        if (_pending[3] != HeadersFrame)
        {
            _passThrough = PayloadBytes();
            await SendPendingAsync([.. _pending], cancellationToken);
        }
        else if (_pending.Count == FrameHeaderBytes + PayloadBytes())
        {
            await SendPendingAsync(SplitFields([.. _pending]), cancellationToken);
        }

        return buffer[taken..];
    }

    private int PayloadBytes() => (_pending[0] << 16) | (_pending[1] << 8) | _pending[2];

    private async ValueTask SendPendingAsync(byte[] frame, CancellationToken cancellationToken)
    {
        _pending.Clear();
        await Inner.WriteAsync(frame, cancellationToken);
    }

    internal static byte[] SplitFields(byte[] frame)
    {
        var start = frame.AsSpan().IndexOf(s_field);
        if (start < 0)
        {
            return frame;
        }

        var value = start + s_field.Length;
        var (length, lengthBytes) = ReadInteger(frame.AsSpan(value));
        var end = value + lengthBytes + length;
        var result = new List<byte>(frame.Length + 256);
        result.AddRange(frame.AsSpan(0, start));
        foreach (var part in Encoding.ASCII.GetString(frame, value + lengthBytes, length).Split(", "))
        {
            result.AddRange(s_field);
            AppendInteger(result, part.Length);
            result.AddRange(Encoding.ASCII.GetBytes(part));
        }

        result.AddRange(frame.AsSpan(end));
        var bytes = result.ToArray();
        var payload = bytes.Length - FrameHeaderBytes;
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, payload);
        size[1..].CopyTo(bytes);
        return bytes;
    }

    private static byte[] LiteralName(string name)
    {
        var bytes = new List<byte> { 0 };
        AppendInteger(bytes, name.Length);
        bytes.AddRange(Encoding.ASCII.GetBytes(name));
        return [.. bytes];
    }

    /// <summary>RFC 7541 section 5.1 with a prefix of 7 bits; the top bit (Huffman) is zero.</summary>
    private static (int Value, int Bytes) ReadInteger(ReadOnlySpan<byte> source)
    {
        var value = source[0] & 0x7f;
        if (value < 0x7f)
        {
            return (value, 1);
        }

        var (position, shift) = (1, 0);
        for (; (source[position] & 0x80) != 0; position++, shift += 7)
        {
            value += (source[position] & 0x7f) << shift;
        }

        return (value + (source[position] << shift), position + 1);
    }

    private static void AppendInteger(List<byte> destination, int value)
    {
        if (value < 0x7f)
        {
            destination.Add((byte)value);
            return;
        }

        destination.Add(0x7f);
        for (value -= 0x7f; value >= 0x80; value >>= 7)
        {
            destination.Add((byte)(value | 0x80));
        }

        destination.Add((byte)value);
    }
}
