namespace Imager.Profiles.Overlays;

/// <summary>What an overlay asks of the partition table.</summary>
public sealed record OverlayPartitionOptions
{
    /// <summary>Sectors to keep free between the GPT header and its entries, for a boot loader that lies there.</summary>
    public long? Offset { get; init; }
}
