using Imager.Profiles;

namespace Imager.Plan;

/// <summary>What one build makes: one case per output kind, each with exactly what it needs.</summary>
public abstract record OutputSpec
{
    private OutputSpec()
    {
    }

    /// <summary>A bootable ISO 9660 image. <c>VolumeId</c> is empty for targets whose ISOs carry no label.</summary>
    public sealed record Iso(Bootloader Boot, string VolumeId, string VolumeSetId) : OutputSpec;

    /// <summary>A disk image in a container format.</summary>
    public sealed record Disk(DiskPlan Plan, DiskFormat Format, string FormatOptions) : OutputSpec;

    /// <summary>A unified kernel image.</summary>
    public sealed record Uki : OutputSpec;

    /// <summary>The kernel as it is.</summary>
    public sealed record Kernel : OutputSpec;

    /// <summary>The initramfs with its extensions.</summary>
    public sealed record Initramfs : OutputSpec;

    /// <summary>The command line as text.</summary>
    public sealed record CommandLine : OutputSpec;

    /// <summary>An installer container image.</summary>
    public sealed record Installer : OutputSpec;
}
