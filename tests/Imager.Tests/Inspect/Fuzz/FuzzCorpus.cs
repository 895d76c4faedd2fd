using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;

namespace Imager.Tests.Inspect.Fuzz;

/// <summary>The images that mutations start from, made by our own writers: every format, small contents.</summary>
internal static class FuzzCorpus
{
    public static IReadOnlyList<(string Name, ExtentMap Image)> Create()
    {
        var disk = InspectSamples.Disk();
        List<(string, ExtentMap)> images =
        [
            ("disk", disk),
            ("disk-xfs", InspectSamples.Disk(hasBoot: true)),
            ("disk-4k", InspectSamples.Disk(sectorBytes: 4096)),
            ("fat", InspectSamples.Esp()),
            ("xfs", InspectSamples.Xfs()),
            ("ext4", InspectSamples.Ext4()),
            ("squashfs-zstd", InspectSamples.Squashfs(SquashfsCompression.Zstandard)),
            ("squashfs-xz", InspectSamples.Squashfs(SquashfsCompression.Xz)),
            ("meta", InspectSamples.Meta()),
            ("iso", InspectSamples.Iso()),
            ("uki", InspectSamples.Uki()),
            ("kernel", Map(InspectSamples.Kernel)),
            ("initramfs", Map(InspectSamples.Initramfs)),
        ];
        images.AddRange(ImageInspectorTests.AllWrappings.Select(name => (name, Map(ImageInspectorTests.Wrap(disk, name)))));
        foreach (var format in Enum.GetValues<CompressionFormat>())
        {
            images.Add(($"esp.{format}", Map(ImageInspectorTests.Compressed(InspectSamples.Esp(), format))));
            images.Add(($"initramfs.{format}", Map(ImageInspectorTests.Compressed(InspectSamples.Initramfs, format))));
        }

        return images;
    }

    private static ExtentMap Map(byte[] bytes)
    {
        // Stored zeros become holes, so that mutations hit what means something.
        const int blockBytes = 512;
        var builder = new ExtentMapBuilder();
        for (var offset = 0; offset < bytes.Length; offset += blockBytes)
        {
            var block = bytes.AsMemory(offset, Math.Min(blockBytes, bytes.Length - offset));
            if (block.Span.ContainsAnyExcept((byte)0))
            {
                builder.Add(offset, block);
            }
        }

        return builder.Build(bytes.Length);
    }
}
