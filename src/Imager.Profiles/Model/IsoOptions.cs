namespace Imager.Profiles;

/// <summary>ISO options (<c>output.isoOptions</c>).</summary>
public sealed record IsoOptions
{
    /// <summary>
    /// When Secure Boot keys are enrolled; null means <see cref="Profiles.SdBootEnrollKeys.IfSafe"/>.
    /// </summary>
    public SdBootEnrollKeys? SdBootEnrollKeys { get; init; }

    /// <summary>What starts the kernel (targets from 1.12).</summary>
    public Bootloader? Bootloader { get; init; }
}
