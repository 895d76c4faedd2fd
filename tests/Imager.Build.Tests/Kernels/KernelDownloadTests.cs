using System.Net;
using System.Security.Cryptography;
using Imager.Build.Kernels;
using Imager.Build.Tests.Support;
using Imager.Core;
using Imager.Oci.Registry;

namespace Imager.Build.Tests.Kernels;

public sealed class KernelDownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];

    private readonly TemporaryFolder folder = new();
    private readonly HttpListener listener = new();
    private readonly Uri address;

    public KernelDownloadTests()
    {
        // The system picks a free port for the socket; HttpListener must be told one.
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();
        listener.Prefixes.Add($"http://*:{port}/");
        listener.Start();
        address = new($"http://127.0.0.1:{port}/linux-6.12.tar.xz");
    }

    public void Dispose()
    {
        listener.Close();
        folder.Dispose();
    }

    [Fact]
    public async Task FetchAsync_keeps_a_file_that_has_its_digest()
    {
        var serving = ServeAsync(200);

        await KernelDownload.FetchAsync(new(address, DigestOf(Content)), folder.Path, ProxyRules.None, _ => { }, CancellationToken.None);

        await serving;
        Assert.Equal(Content, await File.ReadAllBytesAsync(Path.Combine(folder.Path, "linux-6.12.tar.xz")));
    }

    [Fact]
    public async Task FetchAsync_deletes_a_file_that_is_something_else()
    {
        var serving = ServeAsync(200);

        var error = await Assert.ThrowsAsync<DependencyException>(
            () => KernelDownload.FetchAsync(new(address, DigestOf([1])), folder.Path, ProxyRules.None, _ => { }, CancellationToken.None));

        await serving;
        Assert.Equal("IMG5400", error.Code);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task FetchAsync_tries_again_after_an_error_of_the_server()
    {
        var notices = new List<string>();
        var serving = ServeAsync(503, 200);

        await KernelDownload.FetchAsync(new(address, DigestOf(Content)), folder.Path, ProxyRules.None, notices.Add, CancellationToken.None);

        await serving;
        Assert.Single(notices);
    }

    [Fact]
    public async Task FetchAsync_asks_the_proxy_that_variables_name()
    {
        var proxy = new Uri(address, "/");
        var rules = ProxyRules.FromEnvironment(name => name == "http_proxy" ? proxy.ToString() : null);
        var source = new KernelSource.Download(new("http://kernel.invalid/linux-6.12.tar.xz"), DigestOf(Content));
        var serving = ServeAsync(200);

        await KernelDownload.FetchAsync(source, folder.Path, rules, _ => { }, CancellationToken.None);

        Assert.Equal("http://kernel.invalid/linux-6.12.tar.xz", await serving);
    }

    private async Task<string> ServeAsync(params int[] statuses)
    {
        var asked = string.Empty;
        foreach (var status in statuses)
        {
            var request = await listener.GetContextAsync();
            asked = request.Request.RawUrl ?? string.Empty;
            request.Response.StatusCode = status;
            await request.Response.OutputStream.WriteAsync(status == 200 ? Content : []);
            request.Response.Close();
        }

        return asked;
    }

    private static string DigestOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
