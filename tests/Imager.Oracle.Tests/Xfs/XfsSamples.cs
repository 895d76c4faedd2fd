using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;

namespace Imager.Oracle.Tests.Xfs;

/// <summary>Trees and options that several XFS tests share.</summary>
internal static class XfsSamples
{
    public static readonly Guid Uuid = new("24c73076-4092-85dd-9d98-686a2dbf6d81");

    public static XfsOptions Options(long mebibytes = 300, int sectorBytes = 512) =>
        new(ByteSize.FromMiB(mebibytes), sectorBytes, "BOOT", Uuid, SourceDateEpoch.Default);

    /// <summary>Bytes that differ everywhere, so that a swapped block shows.</summary>
    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        var state = 0x9E37_79B9u ^ (uint)length;
        for (var index = 0; index < length; index++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            bytes[index] = (byte)(state >> 24);
        }

        return bytes;
    }

    /// <summary>What a boot partition holds, with every directory form, both link forms, and empty things.</summary>
    public static FileTreeBuilder Boot()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", new MemorySource(Pattern(1_234_567)));
        tree.AddFile("A/initramfs.xz", new MemorySource(Pattern(5_000_000)));
        tree.AddText("grub/grub.cfg", "set default=0\n", 0x180);
        tree.AddText("empty", string.Empty);
        tree.AddDirectory("nothing", 0x1C0);
        tree.AddSymlink("short-link", "A/vmlinuz");
        tree.AddSymlink("long-link", new string('x', 1000));
        AddMany(tree, "block-form", 70);
        AddMany(tree, "leaf-one", 110);
        AddMany(tree, "leaf-form", 480);
        return tree;
    }

    public static void AddMany(FileTreeBuilder tree, string folder, int count)
    {
        for (var index = 0; index < count; index++)
        {
            tree.AddText($"{folder}/entry-{index:D5}.dtbo", $"{index}\n");
        }
    }

    /// <summary>One line for each node: path, mode, size or target.</summary>
    public static string Listing(TreeDirectory root) => string.Join('\n', root.Walk().Select(item => item.Node switch
    {
        TreeFile file => $"{item.Path} {file.Mode:X} {file.Content.LengthBytes} {Digest.Sha256(file.Content.ToArray())}",
        TreeSymlink link => $"{item.Path} -> {link.Target}",
        _ => $"{item.Path}/ {item.Node.Mode:X}",
    }));

    /// <summary>Writes a tree into a folder of this machine, modes included.</summary>
    public static void WriteTo(string folder, TreeDirectory root)
    {
        Directory.CreateDirectory(folder);
        foreach (var (relative, node) in root.Walk())
        {
            var path = Path.Combine(folder, relative);
            switch (node)
            {
                case TreeFile file:
                    File.WriteAllBytes(path, file.Content.ToArray());
                    SetMode(path, node.Mode);
                    break;
                case TreeSymlink link:
                    File.CreateSymbolicLink(path, link.Target);
                    break;
                default:
                    Directory.CreateDirectory(path);
                    SetMode(path, node.Mode);
                    break;
            }
        }
    }

    private static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    }

    public static ExtentMap Image(int sectorBytes = 512, long mebibytes = 300) =>
        XfsFileSystem.Create(Options(mebibytes, sectorBytes), Boot().Build());
}
