using System.IO.Compression;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;
using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>Writes layers whose bytes depend on their entries only.</summary>
/// <remarks>
/// Members are sorted ordinally by path, hard links last, so a link always follows its target. Diff ID and digest are taken while the
/// layer is written, straight into the store. The gzip header has no name and no time.
/// </remarks>
public sealed class LayerBuilder(BlobStore store)
{
    private const int CompressorBufferBytes = 64 * 1024;

    /// <summary>Writes a layer.</summary>
    /// <exception cref="InvalidInputException">A path is there twice, or a hard link has no target in the layer.</exception>
    /// <exception cref="UnsupportedException">The compression is one we cannot write.</exception>
    public async Task<BuiltLayer> BuildAsync(
        IEnumerable<LayerEntry> entries, LayerCompression compression, CancellationToken cancellationToken)
    {
        var sorted = Sort(entries);
        var mediaType = compression switch
        {
            LayerCompression.None => MediaTypes.OciLayer,
            LayerCompression.Gzip => MediaTypes.OciLayerGzip,
            _ => throw new UnsupportedException(
                "IMG3439",
                $"layers are written uncompressed or as gzip, not as {compression}."),
        };
        Digest? diffId = null;
        var descriptor = await store.AddAsync(
            mediaType,
            (output, token) => Task.Run(() => diffId = Write(sorted, output, compression, token), token),
            cancellationToken);
        return new BuiltLayer(descriptor, diffId!);
    }

    private static Digest Write(
        IReadOnlyList<LayerEntry> entries, Stream output, LayerCompression compression, CancellationToken cancellationToken)
    {
        using var gzip = compression == LayerCompression.Gzip
            ? new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)
            : null;
        var buffered = new BufferedStream((Stream?)gzip ?? output, CompressorBufferBytes); // flushed, not disposed: the output is the caller's
        using var hashing = new HashingWriteStream(buffered);
        var writer = new TarWriter(hashing);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(entry);
        }

        writer.Finish();
        buffered.Flush();
        return hashing.Finish();
    }

    private static List<LayerEntry> Sort(IEnumerable<LayerEntry> entries)
    {
        var byPath = new SortedDictionary<string, LayerEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!byPath.TryAdd(entry.Path, entry))
            {
                throw new InvalidInputException(
                    "IMG2981",
                    $"layer: \"{entry.Path}\" is there twice; each path must have one entry.");
            }
        }

        foreach (var link in byPath.Values.Where(entry => entry.Kind == NodeKind.HardLink))
        {
            if (byPath.GetValueOrDefault(link.LinkTarget!) is not { Kind: NodeKind.File })
            {
                throw new InvalidInputException(
                    "IMG2982", $"layer: the hard link \"{link.Path}\" needs the file \"{link.LinkTarget}\" in the same layer.");
            }
        }

        return [.. byPath.Values.OrderBy(entry => entry.Kind == NodeKind.HardLink)];
    }
}
