using System.Formats.Tar;

namespace Imager.Oci.Tests.Support;

/// <summary>Small images, and layers made by the runtime's tar writer rather than by ours.</summary>
internal static class Sample
{
    internal static readonly SourceDateEpoch Epoch = new(1_700_000_000);

    internal static async Task<ImagePlatform> ImageAsync(BlobStore store, Architecture architecture, int payloadBytes = 0)
    {
        var builder = new LayerBuilder(store);
        var layers = new[]
        {
            await builder.BuildAsync(
                [
                    LayerEntry.Directory("etc", 0x1ED),
                    LayerEntry.File("etc/arch", 0x1A4, Encoding.UTF8.GetBytes(architecture.Name)),
                    LayerEntry.Symlink("bin", "usr/bin"),
                ],
                LayerCompression.Gzip,
                default),
            await builder.BuildAsync(
                [LayerEntry.File("payload", 0x180, Payload(payloadBytes))], LayerCompression.None, default),
        };
        var container = new ContainerConfig
        {
            Entrypoint = ["/bin/init"],
            Env = ["A=b+c"],
            Labels = new Dictionary<string, string> { ["org.example"] = "1" },
        };
        return await new ImageComposer(store, Epoch).ComposeAsync(Platform.Linux(architecture), container, layers, default);
    }

    internal static async Task<StoredImage> StoredAsync(BlobStore store, int payloadBytes = 0) =>
        new(store, (await ImageAsync(store, Architecture.Amd64, payloadBytes)).ManifestDocument);

    /// <summary>Bytes that do not repeat and do not compress to nothing.</summary>
    internal static byte[] Payload(int count)
    {
        var state = 12345u;
        return [.. Enumerable.Range(0, count).Select(_ => (byte)((state = (state * 1664525) + 1013904223) >> 24))];
    }

    /// <summary>An image of layers that are given as tar bytes.</summary>
    internal static async Task<ImagePlatform> OfTarsAsync(BlobStore store, params byte[][] tars)
    {
        var layers = new List<BuiltLayer>();
        foreach (var tar in tars)
        {
            var descriptor = await store.AddAsync(new OciDocument(MediaTypes.OciLayer, tar), default);
            layers.Add(new BuiltLayer(descriptor, descriptor.Digest));
        }

        return await new ImageComposer(store, Epoch).ComposeAsync(Platform.Linux(Architecture.Amd64), new(), layers, default);
    }

    internal static byte[] Tar(params System.Formats.Tar.TarEntry[] entries)
    {
        using var output = new MemoryStream();
        using (var writer = new TarWriter(output, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                entry.ModificationTime = DateTimeOffset.FromUnixTimeSeconds(1_600_000_000);
                writer.WriteEntry(entry);
            }
        }

        return output.ToArray();
    }

    internal static TarEntry File(string path, string content = "") =>
        new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    internal static TarEntry Entry(TarEntryType type, string path, string link = "")
    {
        var entry = new PaxTarEntry(type, path);
        if (link.Length > 0)
        {
            entry.LinkName = link;
        }

        return entry;
    }

    internal static async Task<string[]> PathsAsync(TempFolder folder, params byte[][] tars) =>
        [.. (await TreeAsync(folder, new(), tars)).Entries.Select(entry => entry.Path)];

    internal static async Task<FlatTree> TreeAsync(TempFolder folder, FlattenOptions options, params byte[][] tars) =>
        LayerFlattener.Flatten(await OfTarsAsync(folder.Store(), tars), options, default);
}
