using System.Security.Cryptography;
using Imager.BuildKit.Session;
using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class BlobFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sha256:../../../etc/passwd")]
    [InlineData("../x")]
    [InlineData("sha512:00")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    public void PathOf_refuses_what_is_no_digest(string digest)
    {
        var error = Assert.Throws<InvalidInputException>(() => new BlobFolder(_folder.Root).PathOf(digest));

        Assert.Contains(digest, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindManifest_returns_what_Tag_named_and_keeps_other_tags()
    {
        var store = new BlobFolder(_folder.Root);
        var (first, second) = (Add(store, "one"), Add(store, "two"));

        store.Tag("latest", Descriptor(first));
        store.Tag("other", Descriptor(second));
        store.Tag("latest", Descriptor(second));

        Assert.Equal((second, second, null), (store.FindManifest("latest"), store.FindManifest("other"), store.FindManifest("none")));
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(_folder["oci-layout"]));
    }

    [Fact]
    public void FindManifest_fails_when_the_manifest_is_missing_or_the_index_is_none()
    {
        var store = new BlobFolder(_folder.Root);
        store.Tag("latest", Descriptor(Add(store, "one")));
        Directory.Delete(_folder["blobs"], recursive: true);

        var missing = Assert.Throws<InvalidInputException>(() => store.FindManifest("latest"));
        _folder.Write("index.json", "[]");
        var broken = Assert.Throws<InvalidInputException>(() => store.FindManifest("latest"));

        Assert.Equal(("IMG2691", "IMG2692"), (missing.Code, broken.Code));
    }

    private static string Descriptor(string digest) => $$"""{"digest":"{{digest}}","size":3}""";

    private static string Add(BlobFolder store, string text)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        Directory.CreateDirectory(Path.GetDirectoryName(store.PathOf(digest))!);
        File.WriteAllText(store.PathOf(digest), text);
        return digest;
    }
}
