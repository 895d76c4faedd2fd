using Imager.Formats.Extents;

namespace Imager.Oracle.Tests.Support;

/// <summary>A temporary folder that holds what a test writes for other people's tools; gone after the test.</summary>
public sealed class TempArtifact : IDisposable
{
    /// <summary>The folder; every file of one test lies in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("imager-oracle-").FullName;

    /// <summary>Writes <paramref name="map"/> as a sparse file and returns its path.</summary>
    public string Write(ExtentMap map, string name = "image.raw")
    {
        var path = PathOf(name);
        var buffer = new byte[1 << 20];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.SetLength(map.LengthBytes);
        foreach (var extent in map.Flatten())
        {
            file.Position = extent.OffsetBytes;
            for (var done = 0L; done < extent.LengthBytes;)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - done));
                extent.Source.ReadExactly(extent.SourceOffsetBytes + done, part);
                file.Write(part);
                done += part.Length;
            }
        }

        return path;
    }

    /// <summary>Writes bytes and returns the path.</summary>
    public string Write(ReadOnlySpan<byte> bytes, string name)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>The path of a file in the folder, whether it exists or not.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
