using Imager.Core;

namespace Imager.Profiles;

/// <summary>A partition of fixed size, as data for size arithmetic.</summary>
/// <remarks>Label: GPT name. Size: exact, a whole number of MiB.</remarks>
public sealed record DiskPartition(string Label, ByteSize Size)
{
    /// <summary>For example <c>EFI 2101 MiB</c>.</summary>
    public override string ToString() => $"{Label} {Size.Bytes / ByteSize.FromMiB(1).Bytes} MiB";
}
