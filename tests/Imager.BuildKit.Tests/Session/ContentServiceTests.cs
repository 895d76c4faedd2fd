using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Google.Protobuf;
using Imager.BuildKit.Session;
using Imager.BuildKit.Transport;
using Imager.BuildKit.Wire.Blobs;

namespace Imager.BuildKit.Tests;

/// <summary>The service over real HTTP/2, called as BuildKit calls it.</summary>
public sealed class ContentServiceTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[2_500_000];
    private readonly HttpMessageInvoker _client;
    private readonly (Stream Server, Stream Client) _line = Connect();
    private SessionServer? _server;

    public ContentServiceTests()
    {
        RandomNumberGenerator.Fill(_content);
        _client = new(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult(_line.Client), UseProxy = false });
    }

    private string Digest => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(_content));

    public async Task InitializeAsync()
    {
        var service = new ContentService(new Dictionary<string, BlobFolder> { ["local:a"] = new(_folder["store"]) });
        _server = await SessionServer.StartAsync(_line.Server, service.Methods, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_keeps_a_blob_that_Info_and_Read_return()
    {
        var written = await CallAsync(SessionMethods.ContentWrite, WriteContentResponse.Parser, Pieces(Digest));
        var (infoStatus, info) = await CallAsync(SessionMethods.ContentInfo, InfoResponse.Parser, new InfoRequest { Digest = Digest });
        var (readStatus, read) = await CallAsync(
            SessionMethods.ContentRead, ReadContentResponse.Parser, new ReadContentRequest { Digest = Digest, Offset = 2_000_000, Size = 1 << 20 });
        var (_, behind) = await CallAsync(
            SessionMethods.ContentRead, ReadContentResponse.Parser, new ReadContentRequest { Digest = Digest, Offset = 3_000_000, Size = 1 << 20 });

        Assert.Equal((0, 0, 0), (written.Status, infoStatus, readStatus));
        Assert.Equal([0L, 1_000_000L, 2_500_000L, 2_500_000L], written.Messages.Select(message => message.Offset));
        Assert.Equal(Digest, written.Messages[^1].Digest);
        Assert.Equal(_content.Length, Assert.Single(info).Info.Size);
        Assert.Equal(_content[2_000_000..], read.SelectMany(message => message.Data.ToByteArray()).ToArray());
        Assert.Empty(behind);
    }

    [Fact]
    public async Task Write_keeps_nothing_when_the_content_is_not_what_was_expected()
    {
        var other = "sha256:" + new string('0', 64);

        var (status, _) = await CallAsync(SessionMethods.ContentWrite, WriteContentResponse.Parser, Pieces(other));

        Assert.Equal((int)GrpcCode.InvalidArgument, status);
        Assert.Empty(Directory.EnumerateFiles(_folder["store"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Write_says_so_when_the_blob_is_there_already()
    {
        await CallAsync(SessionMethods.ContentWrite, WriteContentResponse.Parser, Pieces(Digest));

        var (status, _) = await CallAsync(SessionMethods.ContentWrite, WriteContentResponse.Parser, Pieces(Digest));

        Assert.Equal((int)GrpcCode.AlreadyExists, status);
        Assert.Single(Directory.EnumerateFiles(_folder["store"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("local:a", (int)GrpcCode.NotFound)]
    [InlineData("local:b", (int)GrpcCode.NotFound)]
    public async Task Info_answers_not_found_for_what_is_not_there(string store, int expected)
    {
        var (status, _) = await CallAsync(store, SessionMethods.ContentInfo, InfoResponse.Parser, new InfoRequest { Digest = Digest });

        Assert.Equal(expected, status);
    }

    private IMessage[] Pieces(string expected) =>
    [
        new WriteContentRequest { Action = WriteAction.Stat, Ref = "r", Total = _content.Length, Expected = expected },
        Piece(0, 1_000_000),
        Piece(1_000_000, 1_500_000),
        new WriteContentRequest { Action = WriteAction.Commit, Ref = "r", Total = _content.Length, Expected = expected },
    ];

    private WriteContentRequest Piece(int offset, int count) => new()
    {
        Action = WriteAction.Write,
        Ref = "r",
        Offset = offset,
        Data = ByteString.CopyFrom(_content, offset, count),
    };

    private Task<(int Status, List<T> Messages)> CallAsync<T>(string method, MessageParser<T> parser, params IMessage[] requests)
        where T : class, IMessage<T> => CallAsync("local:a", method, parser, requests);

    private async Task<(int Status, List<T> Messages)> CallAsync<T>(
        string store, string method, MessageParser<T> parser, params IMessage[] requests)
        where T : class, IMessage<T>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://session" + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([.. requests.SelectMany(GrpcFraming.Frame)]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("buildkit-attachable-store-id", store);
        using var response = await _client.SendAsync(request, CancellationToken.None);
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync());
        var messages = new List<T>();
        while (await GrpcFraming.ReadAsync(reader, parser, CancellationToken.None) is { } message)
        {
            messages.Add(message);
        }

        var status = response.TrailingHeaders.Concat(response.Headers).First(header => header.Key == "grpc-status").Value.First();
        return (int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), messages);
    }

    private static (Stream Server, Stream Client) Connect()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        return (new NetworkStream(listener.AcceptSocket(), ownsSocket: true), client.GetStream());
    }
}
