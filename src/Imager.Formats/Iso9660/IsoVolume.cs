using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>An ISO 9660 image that was read.</summary>
/// <remarks>
/// <c>Root</c>: the tree with Rock Ridge names where the image has them, else Joliet's, else the plain ones; file
/// contents point into the image. <c>VolumeBytes</c>: what the primary descriptor claims. Device nodes are left out.
/// </remarks>
public sealed record IsoVolume(TreeDirectory Root, IReadOnlyList<IsoBootEntry> BootEntries)
{
    /// <summary>Volume label.</summary>
    public required string VolumeId { get; init; }

    /// <summary>System identifier.</summary>
    public required string SystemId { get; init; }

    /// <summary>Volume set identifier.</summary>
    public required string VolumeSetId { get; init; }

    /// <summary>Publisher.</summary>
    public required string PublisherId { get; init; }

    /// <summary>Preparer, often the program that made the image.</summary>
    public required string PreparerId { get; init; }

    /// <summary>Application.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>Modification date as stored, <c>yyyyMMddHHmmssff</c>; GRUB's file system identity.</summary>
    public required string Modified { get; init; }

    /// <summary>Size of the volume in bytes.</summary>
    public required long VolumeBytes { get; init; }

    /// <summary>Whether real names, modes and links were found.</summary>
    public required bool HasRockRidge { get; init; }

    /// <summary>Whether there is a Joliet tree beside the primary one.</summary>
    public required bool HasJoliet { get; init; }
}
