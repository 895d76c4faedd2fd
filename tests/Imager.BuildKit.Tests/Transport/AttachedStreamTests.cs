using System.Text;
using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Tests;

public sealed class AttachedStreamTests
{
    [Fact]
    public async Task ReadAsync_joins_the_output_and_leaves_out_the_errors()
    {
        await using var stream = Over([.. Frame(1, "hel"), .. Frame(2, "a warning"), .. Frame(1, ""), .. Frame(1, "lo")]);
        var text = new byte[5];

        await stream.ReadExactlyAsync(text);

        Assert.Equal("hello", Encoding.UTF8.GetString(text));
    }

    [Fact]
    public async Task ReadAsync_fails_with_what_the_program_said_when_it_ends()
    {
        await using var stream = Over(Frame(2, "dial unix /run/buildkit/buildkitd.sock: no such file\n"));

        var error = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[5]));

        Assert.Equal("test ended: dial unix /run/buildkit/buildkitd.sock: no such file", error.Message);
    }

    [Fact]
    public async Task ReadAsync_fails_with_the_engines_text_when_the_program_could_not_start()
    {
        await using var stream = Over(Encoding.UTF8.GetBytes("OCI runtime exec failed: \"buildctl\": not found in $PATH\r\n"));

        var error = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[5]));

        Assert.Contains("\"buildctl\": not found in $PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_returns_zero_at_a_quiet_end()
    {
        await using var stream = Over([]);

        Assert.Equal(0, await stream.ReadAsync(new byte[5], CancellationToken.None));
    }

    private static AttachedStream Over(byte[] bytes) => new(new MemoryStream(bytes), "test");

    private static byte[] Frame(byte stream, string text) =>
        [stream, 0, 0, 0, 0, 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
