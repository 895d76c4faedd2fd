using Imager.Oci.Registry;
using Imager.Oci.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Imager.Oci.Tests.Registry;

/// <summary>A real registry behind a server that fails on purpose.</summary>
[Trait("Category", "Oracle")]
public sealed class RegistryFaultTests : IAsyncLifetime, IDisposable
{
    private const int PayloadBytes = 600_000;

    private readonly TempFolder _folder = new();
    private readonly List<TimeSpan> _waits = [];
    private DockerRegistry? _registry;
    private StoredImage _image = null!;
    private Descriptor _payload = null!;

    public async Task InitializeAsync()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        _registry = await DockerRegistry.StartAsync();
        _image = await Sample.StoredAsync(_folder.Store("source"), PayloadBytes);
        _payload = Manifest.Parse(_image.Root).Layers[1];
        using var client = Client(_registry.Host);
        await client.PushAsync(_image, _registry.Reference("a:1"), [], default);
    }

    public async Task DisposeAsync() => await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pull_repeats_after_server_errors_and_waits_longer_each_time()
    {
        await WithFaultAsync(
            async (context, count) => count <= 2 && await AnswerAsync(FaultyRegistry.StatusAsync(context, count == 1 ? 503 : 429)),
            async (client, reference) => await client.GetManifestAsync(reference, default));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], _waits);
    }

    [Fact]
    public async Task Pull_gives_up_after_the_attempts_and_names_the_status()
    {
        await WithFaultAsync(
            async (context, _) => await AnswerAsync(FaultyRegistry.StatusAsync(context, 502)),
            async (client, reference) =>
            {
                var error = await Assert.ThrowsAsync<DependencyException>(() => client.GetManifestAsync(reference, default));
                Assert.Contains("502", error.Message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public async Task Pull_continues_a_broken_download_where_it_ended()
    {
        FaultyRegistry? proxy = null;
        var store = _folder.Store("pulled");
        await WithFaultAsync(
            async (context, count) =>
            {
                if (!IsPayload(context) || count > 2)
                {
                    return false;
                }

                var bytes = await File.ReadAllBytesAsync(_image.Store.PathOf(_payload.Digest));
                await (count == 1
                    ? FaultyRegistry.CutAsync(context, bytes.AsMemory(0, 250_000), bytes.Length)
                    : AnswerAsync(Task.Run(context.Abort)));
                return true;
            },
            async (client, reference) => await client.CopyBlobAsync(reference, _payload, store, default),
            started => proxy = started);

        var ranges = proxy!.Requests.Where(request => request.Path.Contains("/blobs/", StringComparison.Ordinal)).Select(request => request.Range);
        Assert.True(store.Contains(_payload));
        Assert.Equal(3, ranges.Count());
        Assert.StartsWith("bytes=", ranges.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_reads_on_when_the_server_ignores_ranges()
    {
        var store = _folder.Store("pulled");
        await WithFaultAsync(
            async (context, count) =>
            {
                if (!IsPayload(context))
                {
                    return false;
                }

                var bytes = await File.ReadAllBytesAsync(_image.Store.PathOf(_payload.Digest));
                await FaultyRegistry.CutAsync(context, bytes.AsMemory(0, count == 1 ? 300_000 : bytes.Length), bytes.Length);
                return true;
            },
            async (client, reference) => await client.CopyBlobAsync(reference, _payload, store, default));

        Assert.True(store.Contains(_payload));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pull_asks_again_for_a_manifest_that_breaks_off_or_stalls(bool stalls)
    {
        OciDocument? manifest = null;
        await WithFaultAsync(
            async (context, count) =>
            {
                if (count > 1)
                {
                    return false;
                }

                context.Response.ContentType = MediaTypes.OciManifest;
                context.Response.ContentLength = 1000;
                await context.Response.Body.WriteAsync(new byte[10]);
                await context.Response.Body.FlushAsync();
                await (stalls ? Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }) : Task.CompletedTask);
                context.Abort();
                return true;
            },
            async (client, reference) => manifest = await client.GetManifestAsync(reference, default));

        Assert.Equal(_registry is null ? null : _image.Root.Descriptor.Digest, manifest?.Descriptor.Digest);
    }

    [Fact]
    public async Task Pull_keeps_nothing_of_a_blob_with_another_digest()
    {
        var store = _folder.Store("pulled");
        await WithFaultAsync(
            async (context, _) => IsPayload(context) && await AnswerAsync(context.Response.Body.WriteAsync(new byte[_payload.SizeBytes]).AsTask()),
            async (client, reference) =>
                await Assert.ThrowsAsync<DependencyException>(() => client.CopyBlobAsync(reference, _payload, store, default)));

        Assert.False(store.Contains(_payload));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, "ingest"), "sha*"));
    }

    [Fact]
    public async Task Pull_refuses_a_manifest_other_than_the_digest_asked_for()
    {
        await WithFaultAsync(
            async (context, _) =>
            {
                context.Response.ContentType = MediaTypes.OciManifest;
                return await AnswerAsync(context.Response.WriteAsync("{}"));
            },
            async (client, reference) => await Assert.ThrowsAsync<DependencyException>(() =>
                client.GetManifestAsync(reference.WithDigest(_image.Root.Descriptor.Digest), default)));
    }

    [Fact]
    public async Task Pull_counts_silence_as_failure()
    {
        var store = _folder.Store("pulled");
        await WithFaultAsync(
            async (context, count) =>
            {
                if (!IsPayload(context) || count > 1)
                {
                    return false;
                }

                context.Response.ContentLength = _payload.SizeBytes;
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
                return true;
            },
            async (client, reference) => await client.CopyBlobAsync(reference, _payload, store, default));

        Assert.True(store.Contains(_payload));
    }

    [Fact]
    public async Task Push_begins_again_where_the_registry_stopped()
    {
        var (patches, puts) = (0, 0);
        await WithFaultAsync(
            async (context, _) => context.Request.Path.Value!.Contains("uploads", StringComparison.Ordinal)
                && ((context.Request.Method == "PATCH" && Interlocked.Increment(ref patches) == 2)
                    || (context.Request.Method == "PUT" && Interlocked.Increment(ref puts) == 1))
                && await AnswerAsync(FaultyRegistry.StatusAsync(context, 500)),
            async (client, reference) => await client.PushAsync(_image, ImageReference.Parse($"{reference.Registry}/other:1"), [], default));

        using var direct = Client(_registry?.Host ?? "none");
        var pulled = _registry is null ? null : await direct.GetManifestAsync(_registry.Reference("other:1"), default);
        Assert.Equal(_registry is null, pulled is null);
        Assert.Equal(_registry is null ? (0, 0) : (4, 4), (patches, puts));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("registry.invalid", false)]
    public async Task Proxy_is_used_unless_no_proxy_names_the_host(string noProxy, bool isReached)
    {
        if (_registry is null)
        {
            return;
        }

        await using var proxy = await FaultyRegistry.StartAsync(_registry.Host, (_, _) => Task.FromResult(false));
        using var client = new RegistryClient(new()
        {
            Hosts = [new("registry.invalid:5000") { PlainHttp = true }],
            Proxy = ProxyRules.FromEnvironment(name => name switch { "http_proxy" => $"http://{proxy.Host}", "no_proxy" => noProxy, _ => null }),
            Retry = Retry(),
        });

        var error = await Record.ExceptionAsync(() => client.GetManifestAsync(ImageReference.Parse("registry.invalid:5000/a:1"), default));

        Assert.Equal(isReached, error is null);
        Assert.Equal(isReached, !proxy.Requests.IsEmpty);
    }

    [Fact]
    public async Task Mirror_that_fails_or_lies_is_passed_over()
    {
        if (_registry is null)
        {
            return;
        }

        await using var liar = await FaultyRegistry.StartAsync(_registry.Host, async (context, _) =>
            IsPayload(context) && await AnswerAsync(context.Response.Body.WriteAsync(new byte[_payload.SizeBytes]).AsTask()));
        var store = _folder.Store("pulled");
        using var client = new RegistryClient(new()
        {
            Hosts =
            [
                new(_registry.Host) { PlainHttp = true, Mirrors = [new("127.0.0.1:1"), new(liar.Host, "not-there"), new(liar.Host)] },
                new(liar.Host) { PlainHttp = true },
                new("127.0.0.1:1") { PlainHttp = true },
            ],
            Retry = Retry(),
        });

        await new ImagePuller(store).PullAllAsync(client.Open(_registry.Reference("a:1")), default);

        Assert.True(store.Contains(_payload));
        Assert.Contains(liar.Requests, request => request.Path.StartsWith("/v2/not-there/a/manifests", StringComparison.Ordinal));
        Assert.Contains(liar.Requests, request => request.Path == $"/v2/a/blobs/{_payload.Digest}");
    }

    [Fact]
    public async Task Token_is_fetched_with_the_password_and_sent_only_home()
    {
        if (_registry is null)
        {
            return;
        }

        await using var storage = await FaultyRegistry.StartAsync(_registry.Host, (_, _) => Task.FromResult(false));
        await using var front = await FaultyRegistry.StartAsync(_registry.Host, (context, _) => TokenFrontAsync(context, storage.Host));
        var credentials = new Dictionary<string, RegistryCredentials> { [front.Host] = new("imager", "secret") };
        using var client = new RegistryClient(new()
        {
            Hosts = [new(front.Host) { PlainHttp = true }],
            Credentials = new StaticCredentials(credentials),
            Retry = Retry(),
        });

        await new ImagePuller(_folder.Store("pulled")).PullAllAsync(client.Open(front.Reference("a:1")), default);

        Assert.NotEmpty(storage.Requests);
        Assert.All(storage.Requests, request => Assert.Null(request.Authorization));
        Assert.Contains(front.Requests, request => request.Authorization == "Bearer t0ken");
        Assert.StartsWith("Basic ", front.Requests.First(request => request.Path == "/token").Authorization, StringComparison.Ordinal);
    }

    private static async Task<bool> TokenFrontAsync(HttpContext context, string storageHost)
    {
        if (context.Request.Path == "/token")
        {
            Assert.Contains("scope=repository%3Aa%3Apull", context.Request.QueryString.Value, StringComparison.Ordinal);
            return await AnswerAsync(context.Response.WriteAsync("""{"token":"t0ken","expires_in":60}"""));
        }

        if (context.Request.Headers.Authorization != "Bearer t0ken")
        {
            context.Response.Headers.WWWAuthenticate =
                $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"test, with comma\",scope=\"repository:a:pull\"";
            return await AnswerAsync(FaultyRegistry.StatusAsync(context, 401));
        }

        if (context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
        {
            context.Response.Headers.Location = $"http://{storageHost}{context.Request.Path}";
            return await AnswerAsync(FaultyRegistry.StatusAsync(context, 307));
        }

        return false;
    }

    private async Task WithFaultAsync(
        Func<HttpContext, int, Task<bool>> fault, Func<RegistryClient, ImageReference, Task> act, Action<FaultyRegistry>? started = null)
    {
        if (_registry is null)
        {
            started?.Invoke(null!);
            return;
        }

        await using var proxy = await FaultyRegistry.StartAsync(_registry.Host, fault);
        started?.Invoke(proxy);
        using var client = Client(proxy.Host);
        await act(client, proxy.Reference("a:1"));
    }

    private bool IsPayload(HttpContext context) =>
        context.Request.Method == "GET" && context.Request.Path.Value!.EndsWith(_payload.Digest.ToString(), StringComparison.Ordinal);

    private static async Task<bool> AnswerAsync(Task answer)
    {
        await answer;
        return true;
    }

    private RegistryClient Client(string host) => new(new()
    {
        Hosts = [new(host) { PlainHttp = true }],
        UploadChunkBytes = 250_000,
        Retry = Retry(),
    });

    private RetryPolicy Retry() => new()
    {
        Attempts = 4,
        FirstDelay = TimeSpan.FromSeconds(1),
        IdleTimeout = TimeSpan.FromSeconds(2),
        Wait = (delay, _) =>
        {
            lock (_waits)
            {
                _waits.Add(delay);
            }

            return Task.CompletedTask;
        },
    };
}
