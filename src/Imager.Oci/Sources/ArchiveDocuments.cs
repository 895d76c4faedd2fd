using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Tar;

namespace Imager.Oci.Sources;

/// <summary>What both kinds of image archives do with tars.</summary>
internal static class ArchiveDocuments
{
    private const int FileMode644 = 0x1A4;
    private const int DirectoryMode755 = 0x1ED;

    /// <summary>Reads a small JSON member.</summary>
    internal static byte[] ReadSmall(TarFileIndex files, string name, string where)
    {
        var sizeBytes = files.SizeOf(name);
        if (sizeBytes > OciJson.MaxBytes)
        {
            throw new InvalidInputException(
                "IMG2976",
                $"{where}: {name} has {sizeBytes} bytes; at most {OciJson.MaxBytes} are read.");
        }

        var bytes = new byte[sizeBytes];
        using var stream = files.OpenMember(name, 0);
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes files in their order, each folder before its first file.</summary>
    internal static void Write(
        Stream output, IEnumerable<(string Name, LayoutContents.Content Content)> files, SourceDateEpoch epoch, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(output);
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, content) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                if (folders.Add(name[..slash]))
                {
                    writer.Write(LayerEntry.Directory(name[..slash], DirectoryMode755) with { ModifiedSeconds = epoch.Seconds });
                }
            }

            writer.Write(LayerEntry.File(name, FileMode644, content.SizeBytes, content.Open) with { ModifiedSeconds = epoch.Seconds });
        }

        writer.Finish();
    }
}
