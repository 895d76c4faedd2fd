using System.Text;
using Imager.BuildKit.Transport;

namespace Imager.BuildKit.Tests;

public sealed class HeaderSplitStreamTests
{
    private const string Name = "x-docker-expose-session-grpc-method";
    private static readonly byte[] s_preface = new byte[24];

    [Fact]
    public async Task WriteAsync_splits_the_joined_field_and_corrects_the_frame_length()
    {
        var long1 = "/" + new string('m', 200) + "/Method";
        var frame = Frame(1, [0x83, .. Field(Name, $"{long1}, /b.C/D"), .. Field("te", "trailers")]);
        var expected = Frame(1, [0x83, .. Field(Name, long1), .. Field(Name, "/b.C/D"), .. Field("te", "trailers")]);

        var written = await WriteAsync([.. s_preface, .. frame], chunk: 1000);

        Assert.Equal((byte[])[.. s_preface, .. expected], written);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task WriteAsync_works_however_the_bytes_are_cut(int chunk)
    {
        byte[] data = [.. s_preface, .. Frame(0, new byte[100]), .. Frame(1, Field(Name, "/a/B, /c/D")), .. Frame(0, new byte[3])];
        byte[] expected =
        [
            .. s_preface, .. Frame(0, new byte[100]), .. Frame(1, [.. Field(Name, "/a/B"), .. Field(Name, "/c/D")]),
            .. Frame(0, new byte[3]),
        ];

        Assert.Equal(expected, await WriteAsync(data, chunk));
    }

    [Fact]
    public async Task WriteAsync_leaves_other_frames_alone()
    {
        byte[] data = [.. s_preface, .. Frame(0, Field(Name, "/a/B, /c/D")), .. Frame(1, Field("other", "a, b")), .. Frame(4, [])];

        Assert.Equal(data, await WriteAsync(data, chunk: 1000));
    }

    private static async Task<byte[]> WriteAsync(byte[] data, int chunk)
    {
        var inner = new MemoryStream();
        await using var stream = new HeaderSplitStream(inner);
        for (var i = 0; i < data.Length; i += chunk)
        {
            await stream.WriteAsync(data.AsMemory(i, Math.Min(chunk, data.Length - i)));
        }

        return inner.ToArray();
    }

    private static byte[] Frame(byte type, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, 4, 0, 0, 0, 1, .. payload];

    private static byte[] Field(string name, string value) =>
        [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text) => text.Length < 127
        ? [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)]
        : [127, (byte)((text.Length - 127) | (text.Length - 127 >= 128 ? 128 : 0)),
            .. (byte[])(text.Length - 127 >= 128 ? [(byte)((text.Length - 127) >> 7)] : []), .. Encoding.ASCII.GetBytes(text)];
}
