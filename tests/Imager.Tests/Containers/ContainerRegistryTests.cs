using System.Collections.Concurrent;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;
using Imager.Oci.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Imager.Tests.Containers;

/// <summary>Pushes into a real registry, through a server that fails on purpose: whatever happens, no tag moves by half.</summary>
[Trait("Category", "Oracle")]
public sealed class ContainerRegistryTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();
    private DockerRegistry? registry;
    private StoredImage old = null!;
    private StoredImage fresh = null!;

    public async Task InitializeAsync()
    {
        var images = new ContainerComposer(folder.Store(), SampleContainers.Epoch);
        var (amd64, arm64) = (Architecture.Amd64, Architecture.Arm64);
        old = SampleContainers.Stored(await SampleContainers.ImageAsync(images, SampleContainers.ImagerConfig, amd64));
        fresh = await images.JoinAsync(
            [
                await SampleContainers.ImageAsync(images, SampleContainers.InstallerConfig, amd64, 3),
                await SampleContainers.ImageAsync(images, SampleContainers.InstallerConfig, arm64, 3),
            ],
            default);
        registry = Tool.IsMissing("docker-registry") ? null : await DockerRegistry.StartAsync();
    }

    public async Task DisposeAsync() => await (registry?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task PushAsync_leaves_an_index_whose_images_skopeo_reads()
    {
        if (registry is null || Tool.IsMissing("skopeo"))
        {
            return;
        }

        var pushed = await PushAsync(registry.Host, "one/a:v1", "two/b:v1");

        Assert.All(pushed, reference => Assert.Equal(fresh.Root.Descriptor.Digest, reference.Digest));
        var arm64 = await Tool.RunAsync("skopeo", "inspect", "--tls-verify=false", "--override-arch", "arm64", $"docker://{registry.Host}/two/b:v1");
        Assert.Contains("\"Architecture\": \"arm64\"", arm64, StringComparison.Ordinal);
        Assert.Contains("\"Created\": \"2023-11-14T22:13:20Z\"", arm64, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/v2/two/b/manifests/")]
    [InlineData("POST", "/v2/two/b/blobs/uploads/")]
    [InlineData("PUT", "/v2/one/a/blobs/uploads/")]
    public async Task PushAsync_moves_no_tag_of_any_image_when_the_registry_keeps_failing(string method, string path)
    {
        if (registry is null)
        {
            return;
        }

        await MoveOldTagsAsync();
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Method == method && context.Request.Path.Value!.StartsWith(path, StringComparison.Ordinal);
            if (fails)
            {
                await FaultyRegistry.StatusAsync(context, StatusCodes.Status500InternalServerError);
            }

            return fails;
        });

        var error = await Assert.ThrowsAsync<DependencyException>(() => PushAsync(faulty.Host, "one/a:v1", "two/b:v1"));

        Assert.Equal("IMG5410", error.Code);
        Assert.True(await TagIsOldAsync("one/a:v1"));
        Assert.True(await TagIsOldAsync("two/b:v1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PushAsync_puts_tags_back_when_a_later_one_cannot_be_moved(bool isDone)
    {
        if (registry is null)
        {
            return;
        }

        await MoveOldTagsAsync();
        var direct = new HttpClient();
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, count) =>
        {
            // Three are the attempts of the move; the one that puts the tag back gets through.
            var fails = context.Request.Method == "PUT" && context.Request.Path.Value!.EndsWith("/two/b/manifests/v1", StringComparison.Ordinal)
                && count <= 3;
            if (fails && isDone)
            {
                var body = new StreamContent(context.Request.Body);
                body.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
                (await direct.PutAsync($"http://{registry.Host}{context.Request.Path}", body)).EnsureSuccessStatusCode();
            }

            if (fails)
            {
                await FaultyRegistry.StatusAsync(context, StatusCodes.Status500InternalServerError);
            }

            return fails;
        });

        var error = await Assert.ThrowsAsync<DependencyException>(() => PushAsync(faulty.Host, "one/a:v1", "two/b:v1"));

        Assert.Equal("IMG5410", error.Code);
        Assert.Contains("No tag was moved.", error.Message, StringComparison.Ordinal);
        Assert.True(await TagIsOldAsync("one/a:v1"));
        Assert.True(await TagIsOldAsync("two/b:v1"));
    }

    [Fact]
    public async Task PushAsync_names_the_tags_that_are_new_and_stay_when_a_later_one_cannot_be_made()
    {
        if (registry is null)
        {
            return;
        }

        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Method == "PUT" && context.Request.Path.Value!.EndsWith("/two/b/manifests/v1", StringComparison.Ordinal);
            if (fails)
            {
                await FaultyRegistry.StatusAsync(context, StatusCodes.Status500InternalServerError);
            }

            return fails;
        });

        var error = await Assert.ThrowsAsync<DependencyException>(() => PushAsync(faulty.Host, "one/a:v1", "two/b:v1"));

        Assert.Contains($"could not be put back: {faulty.Host}/one/a:v1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAsync_moves_no_tag_when_answers_are_cut_off()
    {
        if (registry is null)
        {
            return;
        }

        await MoveOldTagsAsync();
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Method is "POST" or "PUT";
            if (fails)
            {
                await FaultyRegistry.CutAsync(context, new byte[3], 1000);
            }

            return fails;
        });

        var error = await Assert.ThrowsAsync<DependencyException>(() => PushAsync(faulty.Host, "one/a:v1"));

        Assert.Equal("IMG5410", error.Code);
        Assert.True(await TagIsOldAsync("one/a:v1"));
    }

    [Fact]
    public async Task PushAsync_repeats_what_failed_in_passing()
    {
        if (registry is null)
        {
            return;
        }

        var failed = new ConcurrentDictionary<string, bool>();
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = failed.TryAdd(context.Request.Method, true);
            if (fails)
            {
                await FaultyRegistry.StatusAsync(context, StatusCodes.Status503ServiceUnavailable);
            }

            return fails;
        });

        await PushAsync(faulty.Host, "one/a:v1");

        Assert.Equal(["GET", "HEAD", "POST", "PUT"], failed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(fresh.Root.Descriptor.Digest, await DigestOfAsync("one/a:v1"));
    }

    [Fact]
    public async Task PushAsync_with_wrong_credentials_says_how_to_log_in()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var closed = await DockerRegistry.StartAsync(withPassword: true);
        var auth = Convert.ToBase64String("imager:wrong"u8);
        File.WriteAllText(folder.Sub("config.json"), $"{{\"auths\":{{\"{closed.Host}\":{{\"auth\":\"{auth}\"}}}}}}");

        var error = await Assert.ThrowsAsync<DependencyException>(() => PushAsync(closed.Host, "one/a:v1"));

        Assert.Equal("IMG5410", error.Code);
        Assert.Contains($"docker login {closed.Host}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAsync_logs_in_by_the_docker_configuration()
    {
        if (Tool.IsMissing("docker-registry"))
        {
            return;
        }

        await using var closed = await DockerRegistry.StartAsync(withPassword: true);
        var auth = Convert.ToBase64String("imager:secret"u8);
        File.WriteAllText(folder.Sub("config.json"), $"{{\"auths\":{{\"{closed.Host}\":{{\"auth\":\"{auth}\"}}}}}}");

        var pushed = await PushAsync(closed.Host, "one/a:v1");

        Assert.Equal(fresh.Root.Descriptor.Digest, Assert.Single(pushed).Digest);
    }

    private Task<IReadOnlyList<ImageReference>> PushAsync(string host, params string[] names)
    {
        var settings = RegistrySettings.FromEnvironment(name => name == "DOCKER_CONFIG" ? folder.Path : null) with
        {
            Retry = new RetryPolicy { Attempts = 3, Wait = (_, _) => Task.CompletedTask },
        };
        return new ContainerRegistry(settings).PushAsync(
            [.. names.Select(name => new ImagePush(fresh, ImageReference.Parse($"{host}/{name}")))], default);
    }

    private async Task MoveOldTagsAsync()
    {
        using var client = new RegistryClient(RegistrySettings.FromEnvironment(_ => null).OptionsFor([registry!.Reference("x:1")]));
        await client.PushAsync(old, registry.Reference("one/a:v1"), [], default);
        await client.PushAsync(old, registry.Reference("two/b:v1"), [], default);
    }

    private async Task<bool> TagIsOldAsync(string name) => await DigestOfAsync(name) == old.Root.Descriptor.Digest;

    private async Task<Digest> DigestOfAsync(string name)
    {
        using var client = new RegistryClient(RegistrySettings.FromEnvironment(_ => null).OptionsFor([registry!.Reference(name)]));
        return (await client.GetManifestAsync(registry.Reference(name), default)).Descriptor.Digest;
    }
}
