using Imager.Core;
using Imager.Oci.Storage;

namespace Imager.Oci.Layers;

/// <summary>Contents of some files of a tree, one after the other in one spool file.</summary>
/// <remarks>
/// No path of the image is ever a path of the host: the only file written is the spool file, and it is deleted with this object.
/// Names of one file share one copy.
/// </remarks>
public sealed class FlatContents : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly Dictionary<int, long> _offsets = [];

    private FlatContents(string spoolPath) => SpoolPath = spoolPath;

    /// <summary>The file that holds the contents.</summary>
    public string SpoolPath { get; }

    /// <summary>Copies the contents of <paramref name="entries"/> (files; others are passed over) into a new file.</summary>
    /// <exception cref="FileAccessException">The file exists or cannot be written.</exception>
    public static FlatContents Extract(
        FlatTree tree, IEnumerable<FlatEntry> entries, string spoolPath, CancellationToken cancellationToken)
    {
        try
        {
            using var spool = new FileStream(spoolPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferBytes);
            return Extract(tree, entries, spool, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6508",
                $"{spoolPath}: cannot write contents of an image there: {error.Message}", error);
        }
    }

    private static FlatContents Extract(
        FlatTree tree, IEnumerable<FlatEntry> entries, FileStream spool, CancellationToken cancellationToken)
    {
        var contents = new FlatContents(spool.Name);
        try
        {
            var files = entries.Where(entry => entry.Content is not null).DistinctBy(entry => entry.InodeNumber);
            foreach (var layer in files.GroupBy(entry => entry.Content!.Value.Layer).OrderBy(group => group.Key))
            {
                contents.Copy(tree, layer.Key, [.. layer.OrderBy(entry => entry.Content!.Value.OffsetBytes)], spool, cancellationToken);
            }

            return contents;
        }
        catch
        {
            contents.Dispose();
            throw;
        }
    }

    /// <summary>Where in <see cref="SpoolPath"/> the bytes of an extracted file begin.</summary>
    /// <exception cref="ArgumentException">The entry was not extracted.</exception>
    public long OffsetOf(FlatEntry entry) => _offsets.TryGetValue(entry.InodeNumber, out var offset)
        ? offset
        : throw new ArgumentException($"{entry.Path} was not extracted", nameof(entry));

    /// <summary>Opens the content of an extracted file.</summary>
    public Stream OpenRead(FlatEntry entry) => new FileSliceStream(
        new FileStream(SpoolPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
        OffsetOf(entry),
        entry.Content!.Value.SizeBytes);

    /// <summary>Deletes the spool file.</summary>
    public void Dispose() => File.Delete(SpoolPath);

    private void Copy(
        FlatTree tree, int layer, IReadOnlyList<FlatEntry> files, FileStream spool, CancellationToken cancellationToken)
    {
        var descriptor = tree.Image.Manifest.Layers[layer];
        using var tar = LayerTar.Open(tree.Image.Store, descriptor, tree.Options, long.MaxValue);
        var buffer = new byte[BufferBytes];
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var range = file.Content!.Value;
            Take(tar, range.OffsetBytes - tar.SeenBytes, null, buffer);
            _offsets.Add(file.InodeNumber, spool.Position);
            Take(tar, range.SizeBytes, spool, buffer);
        }
    }

    private static void Take(LayerTar tar, long countBytes, FileStream? target, byte[] buffer)
    {
        while (countBytes > 0)
        {
            var count = tar.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, countBytes)));
            if (count == 0)
            {
                throw new DependencyException(
                    "IMG5205",
                    "a layer became shorter after it was flattened; the image cache was changed meanwhile.");
            }

            target?.Write(buffer.AsSpan(0, count));
            countBytes -= count;
        }
    }
}
