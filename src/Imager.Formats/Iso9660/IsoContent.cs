using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>The bytes of one or more tree files, with the sector they got.</summary>
internal sealed class IsoContent(ByteSource source, long roomBytes)
{
    internal ByteSource Source { get; } = source;

    internal long LengthBytes => Source.LengthBytes;

    /// <summary>What is set aside for it, at least its length.</summary>
    internal long RoomBytes { get; } = roomBytes;

    /// <summary>First sector; 0 for an empty file.</summary>
    internal long StartSector { get; set; }

    internal IsoStorage Storage { get; set; }

    internal int MisalignedBytes { get; set; }

    /// <summary>Directory records this content needs: one per section below 4 GiB.</summary>
    internal int SectionCount =>
        (int)Math.Max(1, (LengthBytes + IsoFormat.MaxSectionBytes - 1) / IsoFormat.MaxSectionBytes);
}
