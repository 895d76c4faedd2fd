using Imager.Core;
using Imager.Formats.Ext4;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Host;
using Imager.Images;
using Imager.Oci.Layers;

namespace Imager.ImageCaches;

/// <summary>The files of an image cache, ready for a partition or an ISO tree; gone when this is disposed.</summary>
public sealed class CacheContents : IDisposable
{
    private const int BlockBytes = 4096;

    private readonly List<(string Path, ByteSource Content)> files;
    private readonly FlatContents contents;
    private readonly FileSource spool;

    private CacheContents(List<(string Path, ByteSource Content)> files, FlatContents contents, FileSource spool)
    {
        this.files = files;
        this.contents = contents;
        this.spool = spool;
    }

    /// <summary>Takes the files out of the image; <paramref name="spoolPath"/> holds their bytes.</summary>
    /// <exception cref="InvalidInputException">The image is no image cache.</exception>
    public static CacheContents Extract(PinnedImage image, string spoolPath, CancellationToken cancellationToken)
    {
        var tree = image.Flatten(cancellationToken);
        if (!tree.Below("blob").Any() || !tree.Below("manifests").Any())
        {
            throw new InvalidInputException(
                "IMG2054", $"{image.Location}: this is no image cache: it has no blob/ and manifests/. Make one with imager cache create.");
        }

        var entries = tree.Entries.Where(entry => entry.Content is not null).ToList();
        var contents = FlatContents.Extract(tree, entries, spoolPath, cancellationToken);
        var spool = FileSource.Open(spoolPath, "image cache");
        var files = entries.ConvertAll(entry => (
            entry.Path, spool.Slice(contents.OffsetOf(entry), entry.Content!.Value.SizeBytes)));
        return new CacheContents(files, contents, spool);
    }

    /// <summary>The IMAGECACHE partition: contents and a fifth more, as the Talos imager makes it, and never less than ext4 needs.</summary>
    public ByteSize PartitionSize
    {
        get
        {
            var mebibyte = ByteSize.FromMiB(1);
            var like = new ByteSize(files.Sum(file => file.Content.LengthBytes) * 6 / 5).AlignUp(mebibyte);
            var blocks = files.Sum(file => new ByteSize(file.Content.LengthBytes).AlignUp(new ByteSize(BlockBytes)).Bytes);
            var names = files.Sum(file => file.Path.Count(c => c == '/') + 1L) * BlockBytes;
            var needed = new ByteSize((blocks + names) * 21 / 20).AlignUp(mebibyte) + ByteSize.FromMiB(2);
            return like < needed ? needed : like;
        }
    }

    /// <summary>Adds all files below <paramref name="folder"/>.</summary>
    public void AddTo(FileTreeBuilder tree, string folder) =>
        files.ForEach(file => tree.AddFile($"{folder}/{file.Path}", file.Content));

    /// <summary>The file system of the partition.</summary>
    public ExtentMap FileSystem(Ext4Options options)
    {
        var tree = new FileTreeBuilder();
        files.ForEach(file => tree.AddFile(file.Path, file.Content));
        return Ext4FileSystem.Create(options, tree.Build());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        spool.Dispose();
        contents.Dispose();
    }
}
