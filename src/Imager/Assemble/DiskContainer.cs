using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Ova;
using Imager.Formats.Qcow2;
using Imager.Formats.Vhd;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Assemble;

/// <summary>Puts a raw disk into the container format that the profile asks for.</summary>
internal static class DiskContainer
{
    private const int OldOvaHardwareVersion = 13;
    private const int OvaHardwareVersion = 15;
    private const int OvaDeflateLevel = 6;

    /// <summary>Refuses what cannot be combined, before any work.</summary>
    /// <exception cref="UnsupportedException">An OVA, which is compressed by itself, was to be packed again; or an unknown option.</exception>
    internal static void Check(BuildPlan plan, OutputSpec.Disk disk)
    {
        FormatOptions.Parse(disk.FormatOptions);
        if (disk.Format == DiskFormat.Ova && plan.OutFormat != OutFormat.Raw)
        {
            throw new UnsupportedException(
                "IMG3004",
                $"{plan.FileName}: an OVA is compressed by itself and is not packed again. Set output.outFormat to raw.");
        }
    }

    /// <summary>The container as a map; the disk's extents are pointed at, not copied.</summary>
    /// <remarks><paramref name="identityOf"/> is called for formats that carry an identity of their own.</remarks>
    internal static ExtentMap Wrap(
        ExtentMap raw, OutputSpec.Disk disk, SourceDateEpoch epoch, Func<ExtentMap, Guid> identityOf)
    {
        var options = FormatOptions.Parse(disk.FormatOptions);
        return disk.Format switch
        {
            DiskFormat.Qcow2 => Qcow2Image.Create(raw, options.Qcow2()),
            DiskFormat.Vhd => options.IsFixed
                ? VhdImage.CreateFixed(raw, new VhdOptions(identityOf(raw), epoch, IsForAzure: true))
                : VhdImage.CreateDynamic(raw, new VhdOptions(identityOf(raw), epoch)),
            _ => raw,
        };
    }

    /// <summary>Writes the disk as an OVA.</summary>
    internal static void WriteOva(
        ExtentMap raw, Stream output, BuildPlan plan, Guid contentId, WriteOptions options, CancellationToken cancellationToken)
    {
        var isOld = plan.Profile.Gates.IsVersion16OrOlder;
        var ova = new OvaOptions(
            plan.ProductName.ToLowerInvariant(),
            isOld ? OldOvaHardwareVersion : OvaHardwareVersion,
            BitConverter.ToUInt32(contentId.ToByteArray()),
            options.Epoch)
        {
            HasDiskUuid = !isOld,
            Level = options.CompressionLevel ?? OvaDeflateLevel,
        };
        OvaImage.Write(raw, output, ova, options.Threads, cancellationToken);
    }
}
