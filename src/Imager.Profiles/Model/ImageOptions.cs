namespace Imager.Profiles;

/// <summary>Disk image options (<c>output.imageOptions</c>).</summary>
public sealed record ImageOptions
{
    /// <summary>The disk's size in bytes.</summary>
    public long? DiskSizeBytes { get; init; }

    /// <summary>Whether a person asked for this size; then it is never changed. Not part of the YAML.</summary>
    public bool IsDiskSizeExact { get; init; }

    /// <summary>The container format.</summary>
    public DiskFormat? DiskFormat { get; init; }

    /// <summary>Comma-separated options of the format, for example <c>cluster_size=8k</c>.</summary>
    public string? DiskFormatOptions { get; init; }

    /// <summary>Bytes per logical sector, 512 or 4096; null or 0 means 512.</summary>
    public int? DiskSectorSizeBytes { get; init; }

    /// <summary>What starts the kernel.</summary>
    public Bootloader? Bootloader { get; init; }

    /// <summary>
    /// When Secure Boot keys are enrolled; null means <see cref="Profiles.SdBootEnrollKeys.IfSafe"/>.
    /// </summary>
    public SdBootEnrollKeys? SdBootEnrollKeys { get; init; }
}
