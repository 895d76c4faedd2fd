using Imager.Core;
using Imager.Formats.Mbr;

namespace Imager.Formats.Iso9660;

/// <summary>Finds everything wrong with <see cref="IsoOptions"/> before any work starts.</summary>
internal static class IsoOptionsCheck
{
    /// <exception cref="InvalidInputException">One or more values are wrong; all are listed.</exception>
    internal static void Verify(IsoOptions options)
    {
        var problems = Problems(options).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidInputException("IMG2250", "ISO options: " + string.Join("; ", problems) + ".");
        }
    }

    private static IEnumerable<string> Problems(IsoOptions options)
    {
        (string Name, string Value, int Max)[] texts =
        [
            ("volume id", options.VolumeId, 32), ("system id", options.SystemId, 32),
            ("volume set id", options.VolumeSetId, 128), ("publisher id", options.PublisherId, 128),
            ("preparer id", options.PreparerId, 128), ("application id", options.ApplicationId, 128),
        ];
        foreach (var (name, value, max) in texts)
        {
            if (value.Length > max || value.Any(c => c is < ' ' or > '~'))
            {
                yield return $"{name} \"{value}\" must be at most {max} printable ASCII characters";
            }
        }

        if (options.VolumeId.Length == 0)
        {
            yield return "the volume id is empty; give 1 to 32 characters";
        }

        if (options.EfiSystemPartition is { LengthBytes: var esp } && (esp == 0 || esp % IsoFormat.SectorBytes != 0))
        {
            yield return $"the EFI system partition has {esp} bytes; it must be a multiple of {IsoFormat.SectorBytes} above 0";
        }

        if (options.Hybrid is not { MbrBootCode.Length: var code })
        {
            yield break;
        }

        if (code > 0 && options.BiosBoot is not { Grub2BootInfo: true })
        {
            yield return "MBR boot code needs a BIOS boot image with Grub2BootInfo to start";
        }

        if (code is not 0 and (< MasterBootRecord.BootCodeBytes or > MasterBootRecord.SizeBytes))
        {
            yield return $"the MBR boot code has {code} bytes; give GRUB's boot_hybrid.img ({MasterBootRecord.SizeBytes} bytes)";
        }
    }
}
