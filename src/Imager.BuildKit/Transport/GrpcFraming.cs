using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Imager.BuildKit.Transport;

/// <summary>gRPC's message prefix: a compression flag (always 0 here) and the length, big-endian.</summary>
internal static class GrpcFraming
{
    public const int PrefixBytes = 5;

    /// <summary>BuildKit sends at most 4 MiB per message (16 MiB in newer versions); more is a broken peer.</summary>
    public const int MaxMessageBytes = 64 * 1024 * 1024;

    public static byte[] Frame(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[PrefixBytes + size];
        WritePrefix(frame, size);
        message.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }

    public static void WritePrefix(Span<byte> destination, int messageBytes)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)messageBytes);
    }

    /// <summary>The next message, or null at a clean end of the stream.</summary>
    /// <exception cref="InvalidDataException">The stream ends inside a message, or the prefix is impossible.</exception>
    public static async ValueTask<T?> ReadAsync<T>(
        PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var result = await reader.ReadAtLeastAsync(PrefixBytes, cancellationToken);
        if (result.Buffer.IsEmpty && result.IsCompleted)
        {
            return null;
        }

        var size = MessageSize(result);
        if (result.Buffer.Length < PrefixBytes + size)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAtLeastAsync(PrefixBytes + size, cancellationToken);
            if (result.Buffer.Length < PrefixBytes + size)
            {
                throw new InvalidDataException(
                    $"the stream ended after {result.Buffer.Length} of {PrefixBytes + size} bytes of a gRPC message");
            }
        }

        var message = parser.ParseFrom(result.Buffer.Slice(PrefixBytes, size));
        reader.AdvanceTo(result.Buffer.GetPosition(PrefixBytes + size));
        return message;
    }

    private static int MessageSize(ReadResult result)
    {
        if (result.Buffer.Length < PrefixBytes)
        {
            throw new InvalidDataException($"the stream ended inside a gRPC prefix ({result.Buffer.Length} of 5 bytes)");
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        result.Buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var size = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] != 0 || size > MaxMessageBytes)
        {
            throw new InvalidDataException($"bad gRPC prefix: compression flag {prefix[0]}, length {size}");
        }

        return (int)size;
    }
}
