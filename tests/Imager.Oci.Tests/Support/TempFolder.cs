using Imager.Oci.Storage;

namespace Imager.Oci.Tests.Support;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("imager-oci-").FullName;

    internal string Sub(string name) => System.IO.Path.Combine(Path, name);

    internal Imager.Oci.Storage.BlobStore Store(string name = "store") => Imager.Oci.Storage.BlobStore.Open(Sub(name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
