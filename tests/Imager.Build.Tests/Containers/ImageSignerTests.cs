using Imager.Build.Containers;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Build.Tests.Support;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Oci.Tests.Support;

namespace Imager.Build.Tests.Containers;

/// <summary>The real cosign signs in a real registry, and the real cosign checks it.</summary>
[Trait("Category", "Oracle")]
public sealed class ImageSignerTests : IAsyncLifetime, IDisposable
{
    private static readonly BuildPaths Repository = BuildPaths.Find(_ => null);

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private DockerRegistry? registry;

    private static string? Cosign { get; } =
        new[] { Environment.GetEnvironmentVariable("IMAGER_COSIGN"), Path.Combine(Repository.FetchedTools, "bin", "cosign"), Tool.Find("cosign") }.FirstOrDefault(File.Exists);

    private static bool IsMissing => Tool.IsMissing("docker-registry") || (Cosign is null && Tool.IsMissing("cosign"));

    public async Task InitializeAsync()
    {
        if (!IsMissing)
        {
            registry = await DockerRegistry.StartAsync();
            Environment.SetEnvironmentVariable("COSIGN_PASSWORD", string.Empty);
            await Tool.RunAsync(Cosign!, "generate-key-pair", "--output-key-prefix", Path.Combine(folder.Path, "mine"));
            await Tool.RunAsync(Cosign!, "generate-key-pair", "--output-key-prefix", Path.Combine(folder.Path, "other"));
        }
    }

    public async Task DisposeAsync()
    {
        if (registry is not null)
        {
            await registry.DisposeAsync();
        }
    }

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
    }

    [Fact]
    public async Task SignAsync_signs_index_and_platforms_once_so_that_the_key_and_no_other_verifies()
    {
        if (registry is null)
        {
            return;
        }

        var (index, platform) = await PushAsync();
        var signer = new ImageSigner(Context("COSIGN_KEY=mine.key", "COSIGN_TLOG=0"));

        await signer.SignAsync([index], default);
        await signer.SignAsync([index], default);

        Assert.True(await VerifiesAsync("mine", index));
        Assert.True(await VerifiesAsync("mine", platform));
        Assert.False(await VerifiesAsync("other", index));
        Assert.Contains($"signed {index}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"signed already {index}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignAsync_says_what_cosign_said_when_the_image_is_not_there()
    {
        if (registry is null)
        {
            return;
        }

        var missing = registry.Reference("nothing").WithDigest(Digest.Parse("sha256:" + new string('0', 64)));

        var error = await Assert.ThrowsAsync<DependencyException>(
            () => new ImageSigner(Context("COSIGN_KEY=mine.key", "COSIGN_TLOG=0")).SignAsync([missing], default));

        Assert.Equal("IMG5424", error.Code);
        Assert.Contains("nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyArgument_leaves_key_services_alone_and_refuses_a_missing_file()
    {
        Assert.Equal("awskms:///alias/release", ImageSigner.KeyArgument(Context("COSIGN_KEY=awskms:///alias/release")));
        Assert.Equal("IMG2672", Assert.Throws<InvalidInputException>(() => ImageSigner.KeyArgument(Context("COSIGN_KEY=nowhere.key"))).Code);
    }

    private async Task<bool> VerifiesAsync(string key, ImageReference image) => await ToolProcess.RunAsync(
        new(Cosign!, ["verify", "--key", Path.Combine(folder.Path, key + ".pub"), "--insecure-ignore-tlog=true", image.ToString()]), _ => { }, default) == 0;

    private async Task<(ImageReference Index, ImageReference Platform)> PushAsync()
    {
        var images = new ContainerComposer(BlobStore.Open(Path.Combine(folder.Path, "store")), SourceDateEpoch.Default);
        var layer = await images.AddLayerAsync("x", [LayerEntry.File("text", 0x1A4, "x"u8.ToArray())], default);
        var platforms = new List<ImagePlatform>();
        foreach (var architecture in Architecture.All)
        {
            platforms.Add(await images.ComposeAsync(architecture, new(), [layer], default));
        }

        var joined = await images.JoinAsync(platforms, default);
        var name = registry!.Reference("imager");
        var pushed = await new ContainerRegistry(RegistrySettings.FromEnvironment(_ => null)).PushAsync([new(joined, name.WithTag("v1"))], default);
        return (pushed[0], name.WithDigest(platforms[0].ManifestDocument.Descriptor.Digest));
    }

    private BuildContext Context(params string[] assignments)
    {
        var arguments = assignments.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(
            new MakeContext(new BuildConsole(output, output), new MakeArguments(arguments), force: false),
            new BuildPaths(Repository.Root, folder.Path),
            _ => null);
    }
}
