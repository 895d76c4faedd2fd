using System.Collections.Concurrent;
using Imager.Build.Containers;
using Imager.Build.Tests.Support;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Tests.Support;
using Imager.Tests.Containers;
using Microsoft.AspNetCore.Http;

namespace Imager.Build.Tests.Containers;

/// <summary>./build.sh push into a real registry, through a server that fails on purpose; skopeo says what the tags name.</summary>
/// <remarks>The images are small ones that lie where the build leaves its own.</remarks>
[Trait("Category", "Oracle")]
public sealed class PushFaultTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Lazy<Checkout> checkout = new();
    private DockerRegistry? registry;

    public async Task InitializeAsync()
    {
        if (Tool.IsMissing("docker-registry", "skopeo"))
        {
            return;
        }

        registry = await DockerRegistry.StartAsync();
        await WriteImagesAsync("old");
        (await PushAsync(registry.Host)).MustEnd(0, "pushed ");
        await WriteImagesAsync("new");
    }

    public async Task DisposeAsync() => await (registry?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose()
    {
        folder.Dispose();
        if (checkout.IsValueCreated)
        {
            checkout.Value.Dispose();
        }
    }

    [Fact]
    public async Task Push_repeats_what_fails_in_passing()
    {
        if (registry is null)
        {
            return;
        }

        var before = await TagsAsync(registry.Host);
        var failed = new ConcurrentDictionary<string, bool>();
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, (context, _) =>
            FailAsync(context, failed.TryAdd(context.Request.Method, true)));

        var run = await PushAsync(faulty.Host);

        run.MustEnd(0, $"pushed {faulty.Host}/siderolabs/installer-base:v1@sha256:");
        Assert.Equal(["GET", "HEAD", "POST", "PUT"], failed.Keys.Order(StringComparer.Ordinal));
        var after = await TagsAsync(registry.Host);
        Assert.Equal(3, after.Count);
        Assert.Empty(after.Intersect(before));
        Assert.All(after, digest => Assert.Contains(digest, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PUT", "/v2/siderolabs/installer-base/manifests/")]
    [InlineData("PUT", "/v2/siderolabs/installer-base/manifests/v1")]
    [InlineData("POST", "/v2/siderolabs/imager/blobs/uploads/")]
    public async Task Push_moves_no_tag_when_the_registry_keeps_failing(string method, string path)
    {
        if (registry is null)
        {
            return;
        }

        var before = await TagsAsync(registry.Host);
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, (context, _) =>
            FailAsync(context, context.Request.Method == method && context.Request.Path.Value!.StartsWith(path, StringComparison.Ordinal)));

        var run = await PushAsync(faulty.Host);

        run.MustEnd(5, "error: IMG5410 ");
        Assert.Contains("No tag was moved.", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await TagsAsync(registry.Host));
    }

    [Fact]
    public async Task Push_moves_no_tag_when_answers_are_cut_off()
    {
        if (registry is null)
        {
            return;
        }

        var before = await TagsAsync(registry.Host);
        await using var faulty = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Method is "PUT";
            await (fails ? FaultyRegistry.CutAsync(context, new byte[3], 1000) : Task.CompletedTask);
            return fails;
        });

        var run = await PushAsync(faulty.Host);

        run.MustEnd(5, "error: IMG5410 ");
        Assert.Equal(before, await TagsAsync(registry.Host));
    }

    [Fact]
    public async Task Push_with_wrong_credentials_says_how_to_log_in_and_moves_no_tag()
    {
        if (registry is null)
        {
            return;
        }

        await using var closed = await DockerRegistry.StartAsync(withPassword: true);
        LogIn(closed.Host, "secret");
        (await PushAsync(closed.Host)).MustEnd(0, "pushed ");
        var before = await TagsAsync(closed.Host);
        await WriteImagesAsync("newer");
        LogIn(closed.Host, "wrong");

        var run = await PushAsync(closed.Host);

        run.MustEnd(5, "error: IMG5410 ");
        Assert.Contains($"docker login {closed.Host}", run.Output, StringComparison.Ordinal);
        LogIn(closed.Host, "secret");
        Assert.Equal(before, await TagsAsync(closed.Host));
    }

    private Task<BuildRun> PushAsync(string host) => checkout.Value.BuildAsync("push", "--only", $"REGISTRY={host}", "TAG=v1");

    private static async Task<bool> FailAsync(HttpContext context, bool fails)
    {
        await (fails ? FaultyRegistry.StatusAsync(context, StatusCodes.Status500InternalServerError) : Task.CompletedTask);
        return fails;
    }

    private void LogIn(string host, string password)
    {
        Directory.CreateDirectory(checkout.Value.DockerConfig);
        var auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"imager:{password}"));
        File.WriteAllText(Path.Combine(checkout.Value.DockerConfig, "config.json"), $"{{\"auths\":{{\"{host}\":{{\"auth\":\"{auth}\"}}}}}}");
    }

    /// <summary>The digests that the tags of all images name.</summary>
    private async Task<IReadOnlyList<string>> TagsAsync(string host)
    {
        var config = Path.Combine(checkout.Value.DockerConfig, "config.json");
        string[] login = File.Exists(config) ? ["--authfile", config] : [];
        var digests = new List<string>();
        foreach (var name in ContainerPublisher.Names)
        {
            var image = $"docker://{host}/siderolabs/{name}:v1";
            digests.Add((await Tool.RunAsync("skopeo", ["inspect", "--tls-verify=false", .. login, "--format", "{{.Digest}}", image])).Trim());
        }

        return digests;
    }

    /// <summary>Images for two machines in artifacts/oci, other ones for every <paramref name="content"/>.</summary>
    private async Task WriteImagesAsync(string content)
    {
        foreach (var name in ContainerPublisher.Names)
        {
            var images = new ContainerComposer(folder.Store($"{name}-{content}"), SampleContainers.Epoch);
            var config = SampleContainers.ImagerConfig with { Env = [$"CONTENT={name} {content}"] };
            var joined = await images.JoinAsync(
                [
                    await SampleContainers.ImageAsync(images, config, Architecture.Amd64, 2),
                    await SampleContainers.ImageAsync(images, config, Architecture.Arm64, 2),
                ],
                default);
            var layout = checkout.Value.At($"artifacts/oci/{name}");
            Directory.CreateDirectory(Path.GetDirectoryName(layout)!);
            await ContainerFiles.WriteLayoutAsync(layout, new(joined, "v1"), default);
        }
    }
}
