using System.Text;
using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Tests;

public sealed class Http1Tests
{
    [Fact]
    public async Task ReadHeadAsync_keeps_what_came_with_the_head()
    {
        var stream = new MemoryStream("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nPRI * HTTP/2.0"u8.ToArray());

        var head = await Http1.ReadHeadAsync(stream, CancellationToken.None);

        Assert.Equal((101, "h2c"), (head.Status, head.Headers["upgrade"]));
        Assert.Equal("PRI * HTTP/2.0", Encoding.ASCII.GetString(head.Surplus.Span));
    }

    [Fact]
    public async Task ReadHeadAsync_fails_when_the_peer_speaks_something_else()
    {
        var stream = new MemoryStream("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());

        await Assert.ThrowsAsync<InvalidDataException>(() => Http1.ReadHeadAsync(stream, CancellationToken.None));
    }

    [Fact]
    public async Task ReadHeadAsync_fails_when_the_connection_closes_first()
    {
        var stream = new MemoryStream("HTTP/1.1 200 OK\r\n"u8.ToArray());

        await Assert.ThrowsAsync<EndOfStreamException>(() => Http1.ReadHeadAsync(stream, CancellationToken.None));
    }

    [Fact]
    public async Task PrependStream_replays_the_surplus_first()
    {
        await using var stream = new PrependStream("abc"u8.ToArray(), new MemoryStream("def"u8.ToArray()));

        using var reader = new StreamReader(stream);

        Assert.Equal("abcdef", await reader.ReadToEndAsync());
    }
}
