using System.IO.Pipelines;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire;

namespace Imager.BuildKit.Tests;

public sealed class GrpcFramingTests
{
    [Fact]
    public void Frame_is_a_flag_a_length_and_the_message()
    {
        var frame = GrpcFraming.Frame(new StatusRequest { Ref = "ab" });

        Assert.Equal([0, 0, 0, 0, 4, 0x0a, 2, (byte)'a', (byte)'b'], frame);
    }

    [Fact]
    public async Task ReadAsync_reads_messages_and_then_null()
    {
        var bytes = GrpcFraming.Frame(new StatusRequest { Ref = "a" }).Concat(GrpcFraming.Frame(new StatusRequest()));
        var reader = PipeReader.Create(new MemoryStream([.. bytes]));

        Assert.Equal("a", (await GrpcFraming.ReadAsync(reader, StatusRequest.Parser, CancellationToken.None))?.Ref);
        Assert.Equal("", (await GrpcFraming.ReadAsync(reader, StatusRequest.Parser, CancellationToken.None))?.Ref);
        Assert.Null(await GrpcFraming.ReadAsync(reader, StatusRequest.Parser, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, "inside a gRPC prefix")]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, "after 6 of 14 bytes")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "compression flag 1")]
    [InlineData(new byte[] { 0, 255, 0, 0, 0 }, "length 4278190080")]
    public async Task ReadAsync_says_what_is_wrong_when_the_stream_is_broken(byte[] bytes, string expected)
    {
        var reader = PipeReader.Create(new MemoryStream(bytes));

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await GrpcFraming.ReadAsync(reader, StatusRequest.Parser, CancellationToken.None));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
