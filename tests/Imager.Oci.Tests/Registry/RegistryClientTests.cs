using Imager.Oci.Registry;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Registry;

/// <summary>Against a real registry on loopback.</summary>
[Trait("Category", "Oracle")]
public sealed class RegistryClientTests : IDisposable
{
    private static readonly Platform Arm64 = Platform.Parse("linux/arm64");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PushAsync_brings_an_index_that_skopeo_and_we_can_read()
    {
        if (Tool.IsMissing("docker-registry", "skopeo"))
        {
            return;
        }

        await using var registry = await DockerRegistry.StartAsync();
        using var client = Client(new RegistryHost(registry.Host) { PlainHttp = true });
        var index = await IndexAsync(100_000);
        var target = registry.Reference("a/b:v1");

        var pinned = await client.PushAsync(index, target, [], default);
        var pulled = await new ImagePuller(_folder.Store("pulled")).PullAsync(client.Open(pinned), Arm64, default);

        var inspected = await Tool.RunAsync(
            "skopeo", "inspect", "--tls-verify=false", "--override-arch", "arm64", "--override-variant", "", $"docker://{target}");
        Assert.Contains(index.Root.Descriptor.Digest.ToString(), inspected, StringComparison.Ordinal);
        Assert.Contains("\"Architecture\": \"arm64\"", inspected, StringComparison.Ordinal);
        Assert.Contains("\"Created\": \"2023-11-14T22:13:20Z\"", inspected, StringComparison.Ordinal);
        Assert.Equal("arm64", pulled.Config.Platform.Architecture);
        Assert.Equal(["v1"], await client.ListTagsAsync(target, default));
        Assert.Equal(["bin", "etc", "etc/arch", "payload"], LayerFlattener.Flatten(pulled, new(), default).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task PushAsync_sends_large_blobs_in_pieces_and_mounts_what_another_repository_has()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var registry = await DockerRegistry.StartAsync();
        await using var watched = await FaultyRegistry.StartAsync(registry.Host, (_, _) => Task.FromResult(false));
        using var client = Client(new RegistryHost(watched.Host) { PlainHttp = true }, uploadChunkBytes: 40_000);
        var image = await Sample.StoredAsync(_folder.Store(), 100_000);

        await client.PushAsync(image, watched.Reference("first:1"), [], default);
        var pieces = watched.Requests.Count(request => request.Method == "PATCH");
        await client.PushAsync(image, watched.Reference("second:1"), ["first"], default);

        Assert.Equal(3, pieces);
        Assert.Equal(3, watched.Requests.Count(request => request.Method == "PATCH"));
        Assert.DoesNotContain(watched.Requests, request => request.Method == "PUT" && request.Path.Contains("second/blobs", StringComparison.Ordinal));
        await new ImagePuller(_folder.Store("pulled")).PullAllAsync(client.Open(watched.Reference("second:1")), default);
    }

    [Fact]
    public async Task Registry_with_a_password_refuses_strangers_and_takes_the_user()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var registry = await DockerRegistry.StartAsync(withPassword: true);
        var host = new RegistryHost(registry.Host) { PlainHttp = true };
        var image = await Sample.StoredAsync(_folder.Store());
        using var stranger = Client(host);
        using var liar = Client(host, With(registry.Host, "wrong"));
        using var user = Client(host, With(registry.Host, "secret"));

        var refused = await Assert.ThrowsAsync<DependencyException>(() => stranger.PushAsync(image, registry.Reference("a:1"), [], default));
        var wrong = await Assert.ThrowsAsync<DependencyException>(() => liar.PushAsync(image, registry.Reference("a:1"), [], default));
        await user.PushAsync(image, registry.Reference("a:1"), [], default);

        Assert.Contains("docker login", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(image.Root.Descriptor.Digest, (await user.GetManifestAsync(registry.Reference("a:1"), default)).Descriptor.Digest);
    }

    [Fact]
    public async Task Registry_with_a_private_authority_is_trusted_only_with_its_certificate()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        var authority = PrivateAuthority.Create(_folder, "ours");
        var other = PrivateAuthority.Create(_folder, "other");
        await using var registry = await DockerRegistry.StartAsync(tls: (authority.ServerCertificatePath, authority.ServerKeyPath));
        var image = await Sample.StoredAsync(_folder.Store());
        using var trusting = Client(new RegistryHost(registry.Host) { CertificateAuthorityFiles = [authority.AuthorityPath] });
        using var mistaken = Client(new RegistryHost(registry.Host) { CertificateAuthorityFiles = [other.AuthorityPath] });
        using var plain = Client(new RegistryHost(registry.Host));
        using var careless = Client(new RegistryHost(registry.Host) { SkipCertificateCheck = true });

        await trusting.PushAsync(image, registry.Reference("a:1"), [], default);

        await careless.GetManifestAsync(registry.Reference("a:1"), default);
        await Assert.ThrowsAsync<DependencyException>(() => mistaken.GetManifestAsync(registry.Reference("a:1"), default));
        var error = await Assert.ThrowsAsync<DependencyException>(() => plain.GetManifestAsync(registry.Reference("a:1"), default));
        Assert.Contains("no secure connection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loopback_is_not_plain_http_unless_asked()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var registry = await DockerRegistry.StartAsync();
        using var client = Client(new RegistryHost(registry.Host));

        await Assert.ThrowsAsync<DependencyException>(() => client.GetManifestAsync(registry.Reference("a:1"), default));
    }

    [Fact]
    public async Task Referrers_are_found_through_the_fallback_tag()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var registry = await DockerRegistry.StartAsync();
        using var client = Client(new RegistryHost(registry.Host) { PlainHttp = true });
        var store = _folder.Store();
        var image = await Sample.StoredAsync(store);
        await client.PushAsync(image, registry.Reference("a:1"), [], default);
        var empty = await store.AddAsync(new OciDocument(MediaTypes.OciEmpty, "{}"u8.ToArray()), default);
        var artifacts = new[] { "application/vnd.example.sbom", "application/vnd.example.signature" }
            .Select(type => new Manifest(empty, [empty]) { ArtifactType = type, Subject = image.Root.Descriptor }.ToDocument())
            .ToList();

        foreach (var artifact in artifacts)
        {
            var target = registry.Reference("a").WithDigest(artifact.Descriptor.Digest);
            await client.PushAsync(new StoredImage(store, artifact), target, [], default);
        }

        var all = await client.GetReferrersAsync(registry.Reference("a"), image.Root.Descriptor.Digest, null, default);
        var some = await client.GetReferrersAsync(
            registry.Reference("a"), image.Root.Descriptor.Digest, "application/vnd.example.sbom", default);

        Assert.Equal(artifacts.Select(artifact => artifact.Descriptor.Digest), all.Select(entry => entry.Digest));
        Assert.Equal(artifacts[0].Descriptor.Digest, some.Single().Digest);
        Assert.Empty(await client.GetReferrersAsync(registry.Reference("a"), artifacts[0].Descriptor.Digest, null, default));
    }

    private static StaticCredentials With(string host, string password) =>
        new(new Dictionary<string, RegistryCredentials> { [host] = new("imager", password) });

    private static RegistryClient Client(RegistryHost host, ICredentialStore? credentials = null, long uploadChunkBytes = 1 << 20) => new(new()
    {
        Hosts = [host],
        Credentials = credentials ?? StaticCredentials.None,
        UploadChunkBytes = uploadChunkBytes,
        Retry = new() { Attempts = 3, Wait = (_, _) => Task.CompletedTask },
    });

    private async Task<StoredImage> IndexAsync(int payloadBytes)
    {
        var store = _folder.Store();
        ImagePlatform[] images =
        [
            await Sample.ImageAsync(store, Architecture.Amd64, payloadBytes),
            await Sample.ImageAsync(store, Architecture.Arm64, payloadBytes),
        ];
        return await new ImageComposer(store, Sample.Epoch).ComposeIndexAsync(images, default);
    }
}
