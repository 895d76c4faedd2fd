using Imager.Core;
using Imager.ImageCaches;
using Imager.Oci.Tests.Support;
using Imager.Tests.Assets;
using Imager.Tests.Images;
using Imager.Tests.Trust;
using Imager.Trust;

namespace Imager.Tests.ImageCaches;

/// <summary>Image caches from a real registry into a disk and an ISO, read back by e2fsprogs and xorriso.</summary>
[Trait("Category", "Oracle")]
public sealed class ImageCacheTests(SigningKit kit) : IClassFixture<SigningKit>, IDisposable
{
    private readonly ImageRoom room = new();

    private static bool IsMissing => SigningKit.IsMissing || SmallAssets.AreMissing || Tool.IsMissing("debugfs", "e2fsck", "xorriso", "sgdisk");

    public void Dispose() => room.Dispose();

    [Fact]
    public async Task A_cache_has_blobs_and_manifests_by_tag_and_digest()
    {
        if (IsMissing)
        {
            return;
        }

        var (cache, image) = await CacheAsync("one");
        var files = await Tool.RunAsync("tar", "-tf", Path.Combine(cache["oci:".Length..], "blobs/sha256", await LayerOf(cache)));

        var manifests = $"manifests/{kit.Registry.Host.Replace(':', '_')}_/cached/one";
        Assert.Contains($"{manifests}/reference/v1\n", files, StringComparison.Ordinal);
        Assert.Contains($"{manifests}/digest/sha256-{image.Hex}\n", files, StringComparison.Ordinal);
        Assert.Equal(2, files.Split('\n').Count(line => line.StartsWith("blob/sha256-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_disk_carries_the_cache_in_a_partition()
    {
        if (IsMissing)
        {
            return;
        }

        var (cache, image) = await CacheAsync("disk");

        var (report, plan) = await room.BuildAsync(
            SmallAssets.Folder, "metal", "--arch", "amd64", "--output-format", "raw", "--image-cache", cache["oci:".Length..]);

        var partition = ((Imager.Plan.OutputSpec.Disk)plan.Output).Plan.Find("IMAGECACHE")!;
        Assert.Contains("No problems found", await Tool.RunAsync("sgdisk", "-v", report.Path), StringComparison.Ordinal);
        var fileSystem = room.Sub("cache.ext4");
        await Tool.RunAsync(
            "dd", $"if={report.Path}", $"of={fileSystem}", "bs=512", $"skip={partition.FirstLba.Value}", $"count={partition.SectorCount}");
        await Tool.RunAsync("e2fsck", "-fn", fileSystem);
        var listed = await Tool.RunAsync(
            "debugfs", "-R", $"ls -p /manifests/{kit.Registry.Host.Replace(':', '_')}_/cached/disk/digest", fileSystem);
        Assert.Contains($"sha256-{image.Hex}", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ISO_carries_the_cache_in_its_tree()
    {
        if (IsMissing)
        {
            return;
        }

        var (cache, image) = await CacheAsync("iso");

        var (report, _) = await room.BuildAsync(
            SmallAssets.Folder, "iso", "--arch", "amd64", "--image-cache", cache["oci:".Length..]);

        var path = $"/imagecache/manifests/{kit.Registry.Host.Replace(':', '_')}_/cached/iso/digest/sha256-{image.Hex}";
        await Tool.RunAsync("xorriso", "-osirrox", "on", "-indev", report.Path, "-extract", path, room.Sub("manifest"));
        Assert.Equal($"sha256:{image.Hex}", Digest.Sha256(await File.ReadAllBytesAsync(room.Sub("manifest"))).ToString());
    }

    [Fact]
    public async Task The_same_images_give_the_same_cache()
    {
        if (IsMissing)
        {
            return;
        }

        var (first, _) = await CacheAsync("same");
        var (second, _) = await CacheAsync("same");
        var (other, _) = await CacheAsync("other");

        Assert.Equal(await LayerOf(first), await LayerOf(second));
        Assert.NotEqual(await LayerOf(first), await LayerOf(other));
    }

    [Fact]
    public async Task An_image_that_is_no_cache_is_refused()
    {
        if (IsMissing)
        {
            return;
        }

        var foreign = await room.LayoutAsync(Architecture.Amd64, ImageRoom.Text("bin/sh", "x"));

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => room.BuildAsync(SmallAssets.Folder, "metal", "--arch", "amd64", "--image-cache", foreign["oci:".Length..]));

        Assert.Equal("IMG2054", error.Code);
    }

    [Fact]
    public void A_list_names_the_line_that_is_no_reference()
    {
        Assert.Equal(2, ImageList.Read("# all\nalpine\n\nghcr.io/a/b:v1 # one\n").Count);
        var error = Assert.Throws<InvalidInputException>(() => ImageList.Read("alpine\nNOT A REF\n"));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> LayerOf(string cache)
    {
        var folder = cache["oci:".Length..];
        var text = await Tool.RunAsync("skopeo", "inspect", "--raw", $"oci:{folder}");
        using var json = System.Text.Json.JsonDocument.Parse(text);
        return json.RootElement.GetProperty("layers")[0].GetProperty("digest").GetString()!["sha256:".Length..];
    }

    private async Task<(string Cache, Digest Image)> CacheAsync(string name)
    {
        var pushed = await kit.PushAsync($"cached/{name}:v1", name);
        using var images = kit.Images(new Unchecked());
        var cache = await new CreateImageCache(images, SourceDateEpoch.Default, new SilentReporter()).RunAsync(
            [kit.Registry.Reference($"cached/{name}:v1")], [Architecture.Amd64], default);
        var output = room.Sub($"cache-{name}-{Directory.GetDirectories(room.Folder).Length}");
        await CacheOutput.Parse($"oci:{output}").WriteAsync(cache, SourceDateEpoch.Default, default);
        return ($"oci:{output}", pushed.Digest!);
    }
}
