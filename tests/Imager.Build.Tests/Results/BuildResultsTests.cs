using System.Text;
using System.Text.Json;
using Imager.Build.Results;
using Imager.Build.Tests.Support;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Build.Tests.Results;

public sealed class BuildResultsTests : IDisposable
{
    private static readonly Digest Index = Digest.Parse("sha256:" + new string('a', 64));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ToJson_lists_products_images_and_the_variables_that_decided()
    {
        var results = Create("TAG=v1", "SOURCE_DATE_EPOCH=1", "ENGINE=tcp://host.example:2375", "REGISTRY=r.example");
        Add(results, "artifacts/metal-amd64.iso", "iso");
        Add(results, "artifacts/.cache/seed/x.deb", "deb");
        Add(results, "artifacts/oci/imager/blobs/sha256/0", "blob");
        results.AddContainer(new("imager", ImageReference.Parse("r.example/u/imager:v1"), Index, new Dictionary<string, string> { ["linux/amd64"] = "sha256:m" }));
        results.AddPush("imager", ImageReference.Parse("r.example/u/imager:v1").WithDigest(Index));

        var text = Encoding.UTF8.GetString(results.ToJson(_ => true).Span);

        using var json = JsonDocument.Parse(text);
        Assert.Equal("""{ "path": "metal-amd64.iso", "sizeBytes": 3, "sha256": "digest of metal-amd64.iso" }""", OneLine(json.RootElement.GetProperty("outputs").EnumerateArray().Single()));
        var image = json.RootElement.GetProperty("images").EnumerateArray().Single();
        Assert.Equal($"r.example/u/imager:v1@{Index}", image.GetProperty("pushed")[0].GetString());
        Assert.Equal("""{ "SOURCE_DATE_EPOCH": "1", "TAG": "v1" }""", OneLine(json.RootElement.GetProperty("variables")));
        Assert.DoesNotContain("host.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_does_not_depend_on_the_order_in_which_tasks_end()
    {
        var (forth, back) = (Create(), Create());
        Add(forth, "artifacts/a", "1");
        Add(forth, "artifacts/b", "2");
        Add(back, "artifacts/b", "2");
        Add(back, "artifacts/a", "1");
        var before = back.ToJson(_ => true).ToArray();

        Assert.Equal(forth.ToJson(_ => true).ToArray(), before);
        Add(back, "artifacts/c", "3");
        Assert.NotEqual(before, back.ToJson(_ => true).ToArray());
        Assert.Equal(before, back.ToJson(path => path != "c").ToArray());
    }

    [Fact]
    public async Task WriteAsync_writes_nothing_when_nothing_was_made()
    {
        var path = Path.Combine(folder.Path, "build.json");

        await Create().WriteAsync(path, default);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task WriteAsync_leaves_a_file_alone_that_says_the_same()
    {
        var path = Path.Combine(folder.Path, "build.json");
        var longAgo = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var results = Create();
        Add(results, "artifacts/a", "1");
        await results.WriteAsync(path, default);
        File.SetLastWriteTimeUtc(path, longAgo);

        await results.WriteAsync(path, default);
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(path));

        Add(results, "artifacts/b", "2");
        await results.WriteAsync(path, default);
        Assert.NotEqual(longAgo, File.GetLastWriteTimeUtc(path));
        Assert.Equal(results.ToJson(_ => true).ToArray(), await File.ReadAllBytesAsync(path));
    }

    private static string OneLine(JsonElement element) =>
        string.Join(' ', element.GetRawText().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private BuildResults Create(params string[] assignments)
    {
        var context = Contexts.Create(assignments);
        return new(new BuildPaths(folder.Path, folder.Path), () => RecordedVariables.Of(context));
    }

    private void Add(BuildResults results, string name, string content) =>
        results.AddFile(folder.Write(name, content), path => $"digest of {Path.GetFileName(path)}");
}
