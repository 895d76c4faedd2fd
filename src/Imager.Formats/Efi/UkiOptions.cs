using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Efi;

/// <summary>A unified kernel image that is asked for (UAPI.5). What is null or empty gets no section.</summary>
public sealed record UkiOptions
{
    /// <summary>systemd's <c>linux*.efi.stub</c> of the kernel's architecture.</summary>
    public required ByteSource Stub { get; init; }

    /// <summary><c>.linux</c>: a kernel with an EFI entry point.</summary>
    public required ByteSource Linux { get; init; }

    /// <summary><c>.initrd</c>.</summary>
    public ByteSource? Initrd { get; init; }

    /// <summary><c>.osrel</c>: see <see cref="OsRelease"/>; systemd-boot lists only UKIs that have it.</summary>
    public required string OsReleaseText { get; init; }

    /// <summary><c>.cmdline</c>.</summary>
    public string CommandLine { get; init; } = string.Empty;

    /// <summary><c>.uname</c>: the kernel's version, see <see cref="LinuxKernel"/>.</summary>
    public string? Uname { get; init; }

    /// <summary><c>.splash</c>: a BMP picture.</summary>
    public ByteSource? Splash { get; init; }

    /// <summary><c>.dtb</c>: a compiled device tree.</summary>
    public ByteSource? DeviceTree { get; init; }

    /// <summary><c>.ucode</c>: CPU microcode as an uncompressed cpio archive.</summary>
    public ByteSource? Microcode { get; init; }

    /// <summary><c>.pcrpkey</c>: the PEM public key of the PCR signatures.</summary>
    public string? PcrPublicKey { get; init; }

    /// <summary><c>.pcrsig</c>: JSON, the main profile's first and then one for each extra profile; or none at all.</summary>
    public IReadOnlyList<string> PcrSignatures { get; init; } = [];

    /// <summary>Whether the sections above form a profile called <c>main</c>; needed for extra ones.</summary>
    public bool HasMainProfile { get; init; }

    /// <summary>Further profiles in menu order.</summary>
    /// <remarks>Need systemd-stub 257: older ones know no profiles and boot with the last command line they find.</remarks>
    public IReadOnlyList<UkiProfile> ExtraProfiles { get; init; } = [];

    /// <summary>The PE header's time stamp.</summary>
    public SourceDateEpoch Epoch { get; init; } = SourceDateEpoch.Default;
}
