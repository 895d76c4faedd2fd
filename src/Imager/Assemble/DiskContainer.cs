using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Qcow2;
using Imager.Formats.Vhd;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Assemble;

/// <summary>Puts a raw disk into the container format that the profile asks for.</summary>
internal static class DiskContainer
{
    /// <summary>The container as a map; the disk's extents are pointed at, not copied.</summary>
    internal static ExtentMap Wrap(ExtentMap raw, OutputSpec.Disk disk, SourceDateEpoch epoch)
    {
        var options = FormatOptions.Parse(disk.FormatOptions);
        return disk.Format switch
        {
            DiskFormat.Raw => raw,
            DiskFormat.Qcow2 => Qcow2Image.Create(raw, options.Qcow2()),
            DiskFormat.Vhd => options.IsFixed
                ? VhdImage.CreateFixed(raw, new VhdOptions(ContentIdentity.Of(raw), epoch, IsForAzure: true))
                : VhdImage.CreateDynamic(raw, new VhdOptions(ContentIdentity.Of(raw), epoch)),
            _ => throw new UnsupportedException(
                "IMG3004", $"disk format {EnumSpelling.Of(disk.Format)} is not built yet. Use raw, qcow2 or vhd."),
        };
    }
}
