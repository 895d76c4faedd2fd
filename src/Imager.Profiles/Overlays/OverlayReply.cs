namespace Imager.Profiles.Overlays;

/// <summary>What an overlay's program answers to <c>get-options</c>.</summary>
public sealed record OverlayReply
{
    /// <summary>The overlay's own name.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments for the kernel.</summary>
    public IReadOnlyList<string>? KernelArgs { get; init; }

    /// <summary>About the partition table.</summary>
    public OverlayPartitionOptions? PartitionOptions { get; init; }
}
