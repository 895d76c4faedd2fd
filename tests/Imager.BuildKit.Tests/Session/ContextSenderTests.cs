using System.IO.Pipelines;
using Imager.BuildKit.Session;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Tests;

public sealed class ContextSenderTests
{
    [Theory]
    [InlineData(0u, 0)]
    [InlineData(1u, 1)]
    [InlineData(127u, 127)]
    [InlineData(128u, 128)]
    [InlineData(uint.MaxValue, 262144)]
    public async Task FrameData_is_what_protobuf_reads_as_a_data_packet(uint id, int size)
    {
        var buffer = new byte[32 + 262144];
        for (var i = 0; i < size; i++)
        {
            buffer[32 + i] = (byte)(i * 7);
        }

        var frame = ContextSender.FrameData(buffer, id, size).ToArray();

        var packet = await GrpcFraming.ReadAsync(
            PipeReader.Create(new MemoryStream(frame)), Packet.Parser, CancellationToken.None);
        Assert.NotNull(packet);
        Assert.Equal((Packet.Types.PacketType.PacketData, id), (packet.Type, packet.ID));
        Assert.Equal(buffer.AsSpan(32, size), packet.Data.Span);
    }
}
