using Imager.Artifacts;
using Imager.Core;
using Imager.Profiles;

namespace Imager.Inspect;

/// <summary>A conversion that is asked for.</summary>
/// <remarks>
/// <c>ClusterBytes</c>: of qcow2, null for 64 KiB. <c>Packing</c>: around the disk format, <see cref="OutFormat.Raw"/> for none.
/// <c>Epoch</c>: time stamps of VHD and OVA. <c>Write</c>: threads and level.
/// </remarks>
public sealed record ConvertRequest(
    string OutputPath, ConvertFormat Format, OutFormat Packing, int? ClusterBytes, SourceDateEpoch Epoch, WriteOptions Write)
{
    /// <summary>Fills in what the output's name says where the user said nothing.</summary>
    /// <exception cref="InvalidInputException">The name tells no format, or an option does not fit the format.</exception>
    public static ConvertRequest Create(
        string outputPath, string? format, string? packing, ByteSize? clusterSize, SourceDateEpoch epoch, WriteOptions write)
    {
        var (stem, named) = SplitPacking(outputPath);
        var chosen = format is null ? ConvertFormat.OfFileName(Path.GetFileName(stem)) : ConvertFormat.Parse(format);
        var packed = packing is null ? named : ParsePacking(packing);
        if (clusterSize is not null && chosen != ConvertFormat.Qcow2)
        {
            throw new InvalidInputException("IMG2833", $"--cluster-size is for qcow2; {chosen.Name} has none. Leave it away.");
        }

        if (chosen.IsStream && packed != OutFormat.Raw)
        {
            throw new UnsupportedException(
                "IMG3404", $"{chosen.Name} is compressed by itself and cannot be packed as {EnumSpelling.Of(packed)}. Use --packing raw.");
        }

        return new(outputPath, chosen, packed, clusterSize is { } size ? checked((int)size.Bytes) : null, epoch, write);
    }

    private static (string Stem, OutFormat Packing) SplitPacking(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".zst" => (path[..^4], OutFormat.Zst),
        ".xz" => (path[..^3], OutFormat.Xz),
        ".gz" => (path[..^3], OutFormat.Gz),
        _ => (path, OutFormat.Raw),
    };

    private static OutFormat ParsePacking(string text) => text.ToLowerInvariant() switch
    {
        "raw" or "none" => OutFormat.Raw,
        "zst" or "zstd" => OutFormat.Zst,
        "xz" => OutFormat.Xz,
        "gz" or "gzip" => OutFormat.Gz,
        _ => throw new InvalidInputException("IMG2832", $"--packing {text} is unknown. Use zst, xz, gz or raw."),
    };
}
