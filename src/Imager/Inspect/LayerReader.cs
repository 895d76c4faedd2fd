using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Ova;
using Imager.Formats.Qcow2;
using Imager.Formats.Vhd;
using Imager.Formats.Vhdx;
using Imager.Formats.Vmdk;

namespace Imager.Inspect;

/// <summary>Takes wrappers off, one by one: compressed streams are unpacked to scratch files, disk formats are only mapped.</summary>
internal sealed class LayerReader(ScratchSpace scratch)
{
    private const int MaxLayers = 6;

    /// <summary>The image inside <paramref name="file"/>, which stays as it is when nothing wraps it.</summary>
    /// <exception cref="ImagerException">A wrapper is damaged, or there are too many.</exception>
    internal ImageStack Unwrap(ExtentMap file, CancellationToken cancellationToken)
    {
        var layers = new List<ImageLayer>();
        var content = file;
        while (TryOpen(content, cancellationToken) is var (layer, inner))
        {
            layers.Add(layer);
            content = inner;
            if (layers.Count > MaxLayers)
            {
                throw new UnsupportedException(
                    "IMG3401", $"more than {MaxLayers} images are wrapped in each other ({string.Join(", ", layers.Select(l => l.Kind))}).");
            }
        }

        return new(layers, content);
    }

    /// <summary>Whether the bytes are wrapped in a way that <see cref="Unwrap"/> takes off.</summary>
    internal static CompressionFormat? CompressionOf(ByteSource source) => DecompressionStream.Detect(source.ReadAtMost(0, 8));

    /// <summary>The content of a compressed stream, in a scratch file.</summary>
    internal ExtentMap Decompress(ByteSource source, CancellationToken cancellationToken)
    {
        using var decompressed = DecompressionStream.Open(new ByteSourceStream(source));
        return scratch.Unpack(decompressed, cancellationToken);
    }

    /// <summary>The content of the first of several compressed streams, and how long that stream is.</summary>
    internal (ExtentMap Content, long CompressedBytes) DecompressFirst(ByteSource source, CancellationToken cancellationToken)
    {
        using var decompressed = DecompressionStream.OpenFirst(new ByteSourceStream(source));
        return (scratch.Unpack(decompressed, cancellationToken), decompressed.ConsumedBytes);
    }

    /// <summary>Whether a compressed stream holds a cpio archive: an initramfs, whose further streams may have other formats.</summary>
    internal static bool IsCompressedInitramfs(ByteSource source)
    {
        if (CompressionOf(source) is null)
        {
            return false;
        }

        try
        {
            var magic = new byte[6];
            using var first = DecompressionStream.OpenFirst(new ByteSourceStream(source));
            return first.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
                && CpioNodes.IsCpio(new MemorySource(magic), 0);
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    /// <summary>The content; null for an initramfs of several formats, which only its own reader can take apart.</summary>
    private ExtentMap? TryDecompress(ByteSource source, CancellationToken cancellationToken)
    {
        try
        {
            return Decompress(source, cancellationToken);
        }
        catch (InvalidInputException) when (IsCompressedInitramfs(source))
        {
            return null;
        }
    }

    private (ImageLayer Layer, ExtentMap Inner)? TryOpen(ExtentMap map, CancellationToken cancellationToken)
    {
        var source = map.AsSource();
        if (CompressionOf(source) is { } format)
        {
            return TryDecompress(source, cancellationToken) is { } inner
                ? (Layer(InspectKind.Compressed, source, InspectFact.Of("format", NameOf(format))), inner)
                : null;
        }

        if (Qcow2Reader.IsQcow2(source))
        {
            var reader = Qcow2Reader.Open(source);
            return (Layer(InspectKind.Qcow2, source, InspectFact.Size("cluster bytes", reader.ClusterBytes)), reader.Disk);
        }

        if (VhdxReader.IsVhdx(source))
        {
            var reader = VhdxReader.Open(source);
            var id = InspectFact.Of("disk id", reader.Id.ToString());
            return (Layer(InspectKind.Vhdx, source, id, InspectFact.Size("sector bytes", reader.SectorBytes)), reader.Disk);
        }

        if (VmdkReader.IsVmdk(source) || source.ReadAtMost(0, 21).AsSpan().SequenceEqual("# Disk DescriptorFile"u8))
        {
            var reader = VmdkReader.Open(source);
            var type = reader.IsStreamOptimized ? "streamOptimized" : "monolithicSparse";
            return (Layer(InspectKind.Vmdk, source, InspectFact.Of("type", type)), reader.Disk);
        }

        return TryOpenVhd(source) ?? TryOpenOva(source) ?? TarDisk.TryOpen(source);
    }

    private static (ImageLayer Layer, ExtentMap Inner)? TryOpenVhd(ByteSource source)
    {
        if (!VhdReader.IsVhd(source))
        {
            return null;
        }

        var reader = VhdReader.Open(source);
        var type = InspectFact.Of("type", reader.Type == VhdType.Fixed ? "fixed" : "dynamic");
        return (Layer(InspectKind.Vhd, source, type, InspectFact.Of("disk id", reader.Id.ToString())), reader.Disk);
    }

    private static (ImageLayer Layer, ExtentMap Inner)? TryOpenOva(ByteSource source)
    {
        if (!OvaReader.IsOva(source))
        {
            return null;
        }

        var reader = OvaReader.Open(source);
        var members = reader.Members.Select(member => new InspectNode(InspectKind.Member, member.Name)
        {
            SizeBytes = member.Content.LengthBytes,
            Content = () => member.Content,
        });
        return (new(InspectKind.Ova, source.LengthBytes, [], [.. members]), reader.OpenDisk());
    }

    private static ImageLayer Layer(InspectKind kind, ByteSource source, params InspectFact[] facts) =>
        new(kind, source.LengthBytes, facts, []);

    private static string NameOf(CompressionFormat format) => format switch
    {
        CompressionFormat.Zstandard => "zst",
        CompressionFormat.Xz => "xz",
        _ => "gz",
    };
}
