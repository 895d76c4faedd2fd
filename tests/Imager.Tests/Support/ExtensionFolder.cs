using Imager.Core;
using Imager.Extensions;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Tests.Support;

/// <summary>An extension folder to be filled by tests, read by the product's own loader.</summary>
public sealed class ExtensionFolder : IDisposable
{
    private const string Manifest = """
        version: v1alpha1
        metadata:
          name: NAME
          version: 1.0.0
          author: tests
          description: for tests
          compatibility:
            talos:
              version: ">= v1.6.0"

        """;

    private readonly TempFolder folder = new();
    private readonly List<ExtensionLoader> loaders = [];

    public ExtensionFolder(string name = "hello")
    {
        Write("manifest.yaml", Manifest.Replace("NAME", name, StringComparison.Ordinal));
        Directory.CreateDirectory(File("rootfs"));
    }

    public string Path => folder.Path + "/extension";

    public string File(string path) => System.IO.Path.Combine(Path, path);

    public ExtensionFolder Write(string path, string text, UnixFileMode? mode = null) => Write(path, System.Text.Encoding.UTF8.GetBytes(text), mode);

    public ExtensionFolder Write(string path, byte[] bytes, UnixFileMode? mode = null)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(path))!);
        System.IO.File.WriteAllBytes(File(path), bytes);
        if (mode is { } wanted && !OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File(path), wanted);
        }

        return this;
    }

    public async Task<ExtensionImage> LoadAsync(Architecture? architecture = null)
    {
        var loader = new ExtensionLoader(folder.Path, SourceDateEpoch.Default, new NoRegistry());
        loaders.Add(loader);
        return await loader.LoadAsync(ExtensionSource.Parse(Path), architecture ?? Architecture.Amd64, CancellationToken.None);
    }

    public void Dispose()
    {
        loaders.ForEach(loader => loader.Dispose());
        folder.Dispose();
    }

    private sealed class NoRegistry : IExtensionImages
    {
        public Task<ImagePlatform> PullAsync(
            ImageReference reference, bool isInsecure, Architecture architecture, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"a test asked for {reference}");
    }
}
