using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Gpt;

/// <summary>A partition that is asked for; its place follows from the order.</summary>
public sealed record GptPartitionOptions
{
    /// <summary>The partition's label, at most 36 UTF-16 units.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="GptPartitionTypes"/>.</summary>
    public required Guid TypeGuid { get; init; }

    /// <summary>The PARTUUID; <see cref="LabelGuid.FromLabel"/> of the name by default.</summary>
    public Guid? UniqueGuid { get; init; }

    /// <summary>A whole number of sectors; null takes the rest of the disk, which only the last partition may.</summary>
    public required ByteSize? Size { get; init; }

    /// <summary>Bits of UEFI 2.10, table 5.8.</summary>
    public ulong Attributes { get; init; }

    /// <summary>What the partition holds; shorter contents leave a hole behind them. Not needed for a plan.</summary>
    public ExtentMap? Content { get; init; }
}
