// Writes a folder as squashfs: FOLDER IMAGE zstd|xz LEVEL BLOCK-BYTES THREADS. run.sh compares it with mksquashfs.
using System.Globalization;
using Imager.Benchmarks.Compression;
using Imager.Core;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;

if (args.Length != 6)
{
    Console.Error.WriteLine("usage: FOLDER IMAGE zstd|xz LEVEL BLOCK-BYTES THREADS");
    return 2;
}

int Number(int index) => int.Parse(args[index], CultureInfo.InvariantCulture);

var builder = new FileTreeBuilder();
var folder = new DirectoryInfo(args[0]);
Add(folder);

// By hand, because the framework's recursion follows links to folders.
void Add(DirectoryInfo parent)
{
    foreach (var entry in parent.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
    {
        var path = Path.GetRelativePath(folder.FullName, entry.FullName);
        var mode = (int)entry.UnixFileMode;
        if (entry.LinkTarget is { } target)
        {
            builder.AddSymlink(path, target);
        }
        else if (entry is DirectoryInfo child)
        {
            builder.AddDirectory(path, mode);
            Add(child);
        }
        else
        {
            builder.AddFile(path, new FileBytes(entry.FullName), mode);
        }
    }
}

var options = new SquashfsOptions
{
    Time = SourceDateEpoch.Default,
    Compression = args[2] == "xz" ? SquashfsCompression.Xz : SquashfsCompression.Zstandard,
    Level = Number(3),
    BlockBytes = Number(4),
    Threads = Number(5),
};
using var image = File.Create(args[1]);
SquashfsWriter.Write(builder.Build(), image, options, CancellationToken.None);
return 0;
