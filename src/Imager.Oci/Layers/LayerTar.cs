using System.IO.Compression;
using System.Security.Cryptography;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Layers;

/// <summary>The uncompressed tar of a layer: blob verified below, diffID computed above, bytes counted against a limit.</summary>
internal sealed class LayerTar : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Stream _blob;
    private readonly Stream _tar;
    private readonly string _origin;
    private readonly long _maxBytes;
    private long _seenBytes;

    private LayerTar(Stream blob, Stream tar, string origin, long maxBytes)
    {
        _blob = blob;
        _tar = tar;
        _origin = origin;
        _maxBytes = maxBytes;
    }

    internal long SeenBytes => _seenBytes;

    internal static LayerTar Open(BlobStore store, Descriptor layer, FlattenOptions options, long maxBytes)
    {
        var origin = $"layer {layer.Digest}";
        var compression = MediaTypes.CompressionOf(layer.MediaType) ?? throw new UnsupportedException(
            "IMG3440", $"{origin}: \"{layer.MediaType}\" is no layer type that can be read.");
        if (compression == LayerCompression.Zstd && options.ZstdDecoder is null)
        {
            throw new UnsupportedException("IMG3441", $"{origin}: compressed with zstd, and no decoder was given.");
        }

        var blob = store.OpenRead(layer);
        var tar = compression switch
        {
            LayerCompression.Gzip => new GZipStream(blob, CompressionMode.Decompress, leaveOpen: true),
            LayerCompression.Zstd => options.ZstdDecoder!(blob),
            _ => blob,
        };
        return new LayerTar(blob, tar, origin, maxBytes);
    }

    /// <summary>Reads both streams to their ends and compares the diffID.</summary>
    /// <exception cref="DependencyException">The blob or its uncompressed content is other than promised.</exception>
    internal void Finish(Digest diffId)
    {
        var buffer = new byte[64 * 1024];
        while (Read(buffer) > 0)
        {
        }

        while (!ReferenceEquals(_blob, _tar) && _blob.CanRead && _blob.Read(buffer) > 0)
        {
        }

        var found = Digest.FromSha256(_hash.GetHashAndReset());
        if (diffId.Algorithm == "sha256" && found != diffId)
        {
            throw new DependencyException(
                "IMG5204",
                $"{_origin}: its uncompressed content is {found}, but the image's config says {diffId}. The image is damaged or tampered with.");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = _tar.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException(
                "IMG2993",
                $"{_origin}: its compressed data are damaged after {_seenBytes} bytes: {error.Message}", error);
        }

        _hash.AppendData(buffer[..count]);
        _seenBytes += count;
        return _seenBytes <= _maxBytes
            ? count
            : throw new InvalidInputException(
                "IMG2994",
                $"{_origin}: unpacks to more than the {_maxBytes} bytes that are left of the limit; this may be a decompression bomb.");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tar.Dispose();
            _blob.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
