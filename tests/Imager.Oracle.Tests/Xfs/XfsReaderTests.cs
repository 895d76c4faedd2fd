using Imager.Formats.Tree;
using Imager.Formats.Xfs;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Xfs;

[Trait("Category", "Oracle")]
public sealed class XfsReaderTests
{
    [Theory]
    [InlineData("-s size=512")]
    [InlineData("-s size=4096")]
    [InlineData("-i size=1024,nrext64=1")]
    [InlineData("-b size=1024")]
    [InlineData("-n size=8192")]
    [InlineData("-m reflink=0,finobt=0,rmapbt=1")]
    [InlineData("-i sparse=0")]
    public void ReadTree_equals_the_source_when_mkfs_populated_the_image(string mkfsOptions)
    {
        if (Tool.IsMissing("mkfs.xfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = XfsSamples.Boot();
        XfsSamples.AddMany(tree, "node-form", 3000);
        var built = tree.Build();

        // mkfs.xfs 6.1 writes long links without their header (its own xfs_repair says so); Linux' are read below.
        var root = built with { Children = [.. built.Children.Where(node => node.Name != "long-link")] };
        var image = Populate(folder, root, mkfsOptions.Split(' '));

        var read = XfsReader.Open(new FileBytes(image));

        Assert.Equal("BOOT", read.Label);
        Assert.Equal(XfsSamples.Uuid, read.Uuid);
        Assert.Equal(XfsSamples.Listing(root), XfsSamples.Listing(read.ReadTree()));
    }

    [Fact]
    public void ReadTree_reads_a_file_with_a_btree_of_extents_after_linux_wrote_it()
    {
        if (!LoopMount.IsPossible)
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(XfsSamples.Image());
        var expected = XfsSamples.Pattern(4096);
        LoopMount.Use(image, folder.PathOf("mount"), mount =>
        {
            using var file = File.Create(Path.Combine(mount, "scattered"));
            for (var block = 0; block < 2000; block++)
            {
                file.Position = block * 8192L;
                file.Write(expected);
            }

            file.Flush(flushToDisk: true);
            File.CreateSymbolicLink(Path.Combine(mount, "linux-link"), new string('y', 900));
            File.WriteAllText(Path.Combine(mount, "leaf-form", "new-entry"), "new\n");
            File.Delete(Path.Combine(mount, "leaf-form", "entry-00100.dtbo"));
        });

        var root = XfsReader.Open(new FileBytes(image)).ReadTree();

        Tool.RunChecked("xfs_repair", "-n", "-f", image);
        var scattered = (TreeFile)root.Children.Single(node => node.Name == "scattered");
        var bytes = scattered.Content.ToArray();
        Assert.Equal((1999 * 8192) + 4096, bytes.Length);
        Assert.All(Enumerable.Range(0, 2000), block => Assert.True(bytes.AsSpan(block * 8192, 4096).SequenceEqual(expected)));
        Assert.Contains(new TreeSymlink("linux-link", new string('y', 900)), root.Children);
        Assert.Contains(new TreeSymlink("long-link", new string('x', 1000)), root.Children);
        var leaf = (TreeDirectory)root.Children.Single(node => node.Name == "leaf-form");
        Assert.Equal(480, leaf.Children.Count);
        Assert.Contains(leaf.Children, node => node.Name == "new-entry");
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void Linux_mounts_our_image_for_writing_and_leaves_it_clean(int sectorBytes)
    {
        if (!LoopMount.IsPossible)
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(XfsSamples.Image(sectorBytes));

        LoopMount.Use(image, folder.PathOf("mount"), mount =>
        {
            Assert.Equal(XfsSamples.Pattern(5_000_000), File.ReadAllBytes(Path.Combine(mount, "A", "initramfs.xz")));
            Assert.Equal("479\n", File.ReadAllText(Path.Combine(mount, "leaf-form", "entry-00479.dtbo")));
            Assert.Equal("A/vmlinuz", File.ResolveLinkTarget(Path.Combine(mount, "short-link"), false)!.FullName[(mount.Length + 1)..]);
            Directory.CreateDirectory(Path.Combine(mount, "new"));
            File.WriteAllText(Path.Combine(mount, "new", "file"), "written by Linux");
            Directory.Delete(Path.Combine(mount, "leaf-form"), recursive: true);
            Enumerable.Range(0, 300).ToList().ForEach(index => File.WriteAllText(Path.Combine(mount, "new", $"f{index}"), "x"));
        });

        Tool.RunChecked("xfs_repair", "-n", "-f", image);
    }

    private static string Populate(TempArtifact folder, TreeDirectory root, string[] mkfsOptions)
    {
        var source = folder.PathOf("tree");
        XfsSamples.WriteTo(source, root);
        var proto = new StringWriter { NewLine = "\n" };
        proto.Write("/\n0 0\nd--755 0 0\n");
        WriteProto(proto, root, source);
        proto.Write("$\n");
        var protoFile = folder.Write(System.Text.Encoding.UTF8.GetBytes(proto.ToString()), "proto");
        var image = folder.PathOf("mkfs.raw");
        Tool.RunChecked("truncate", "-s", "400M", image);
        Tool.RunChecked("mkfs.xfs", ["-q", "-L", "BOOT", "-m", $"uuid={XfsSamples.Uuid}", .. mkfsOptions, "-p", protoFile, image]);
        return image;
    }

    private static void WriteProto(StringWriter proto, TreeDirectory directory, string source)
    {
        foreach (var node in directory.Children)
        {
            var mode = Convert.ToString(node.Mode, 8).PadLeft(3, '0');
            var path = Path.Combine(source, node.Name);
            switch (node)
            {
                case TreeFile:
                    proto.Write($"{node.Name} ---{mode} 0 0 {path}\n");
                    break;
                case TreeSymlink link:
                    proto.Write($"{node.Name} l--{mode} 0 0 {link.Target}\n");
                    break;
                case TreeDirectory below:
                    proto.Write($"{node.Name} d--{mode} 0 0\n");
                    WriteProto(proto, below, path);
                    proto.Write("$\n");
                    break;
            }
        }
    }
}
