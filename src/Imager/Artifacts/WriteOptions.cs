using Imager.Core;

namespace Imager.Artifacts;

/// <summary>How artifacts are written. None of it changes what is inside an image.</summary>
/// <remarks>
/// <c>Threads</c>: for compression, never changes a byte. <c>CompressionLevel</c>: of the codec, null for its default.
/// <c>LongWindowLog</c>: how far back zstd finds repetitions, null for the default of 128 MiB.
/// <c>WriteChecksum</c>: also leave <c>FILE.sha256</c>.
/// </remarks>
public sealed record WriteOptions(
    string OutputFolder, int Threads, int? CompressionLevel = null, int? LongWindowLog = null, bool WriteChecksum = false)
{
    /// <summary>Time stamp of archive members.</summary>
    public SourceDateEpoch Epoch { get; init; } = SourceDateEpoch.Default;
}
