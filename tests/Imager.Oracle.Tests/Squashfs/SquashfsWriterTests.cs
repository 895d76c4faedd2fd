using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Squashfs;

[Trait("Category", "Oracle")]
public sealed class SquashfsWriterTests
{
    private const string List = "cd \"$1\"; find . -printf '%P %y %m %n %l %T@\\n' | sort";

    [Theory]
    [InlineData(SquashfsCompression.Zstandard, 3, 131072)]
    [InlineData(SquashfsCompression.Zstandard, 15, 262144)]
    [InlineData(SquashfsCompression.Zstandard, 1, 4096)]
    [InlineData(SquashfsCompression.Xz, 0, 131072)]
    [InlineData(SquashfsCompression.Xz, 1, 1048576)]
    public void Write_unpacks_with_unsquashfs_to_the_same_files(SquashfsCompression compression, int level, int blockBytes)
    {
        if (Tool.IsMissing("unsquashfs", "diff", "find"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        var image = Write(folder, FolderTree.Read(sample), Options(compression, level, blockBytes));

        Tool.RunChecked("unsquashfs", "-q", "-n", "-d", folder.PathOf("out"), image);

        Tool.RunChecked("diff", "-r", "--no-dereference", sample, folder.PathOf("out"));
        var expected = Tool.RunChecked("sh", "-ec", List, "sh", sample);
        Assert.Equal(expected, Tool.RunChecked("sh", "-ec", List, "sh", folder.PathOf("out")));
        var statistics = Tool.RunChecked("unsquashfs", "-s", image);
        Assert.Contains($"Compression {(compression == SquashfsCompression.Xz ? "xz" : "zstd")}", statistics, StringComparison.Ordinal);
        Assert.Contains($"Block size {blockBytes}", statistics, StringComparison.Ordinal);
        Assert.Contains("Filesystem is exportable via NFS", statistics, StringComparison.Ordinal);
        Assert.Contains("Thu Oct  9 08:53:20 2025", statistics, StringComparison.Ordinal);
        Assert.Contains("Number of ids 1", statistics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SquashfsCompression.Zstandard)]
    [InlineData(SquashfsCompression.Xz)]
    public void Write_mounts_in_the_kernel_with_the_same_files(SquashfsCompression compression)
    {
        if (!LoopMount.CanMount("squashfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        var image = Write(folder, FolderTree.Read(sample), Options(compression, 1, 131072));

        LoopMount.Use(image, folder.PathOf("mount"), mount => Tool.RunChecked("diff", "-r", "--no-dereference", sample, mount), "loop,ro");
    }

    [Fact]
    public void Write_stores_labels_that_unsquashfs_gives_back()
    {
        if (Tool.IsMissing("unsquashfs", "getfattr") || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        using var folder = new TempArtifact();
        var builder = new FileTreeBuilder();
        builder.AddText("usr/bin/tool", "x", 0x1ED);
        builder.AddText("usr/bin/other", "y");
        builder.AddSymlink("link", "usr");
        var labels = new Dictionary<string, string>
        {
            [string.Empty] = "system_u:object_r:root_t:s0",
            ["usr"] = "system_u:object_r:usr_t:s0",
            ["usr/bin/tool"] = "system_u:object_r:bin_t:s0",
            ["link"] = "system_u:object_r:usr_t:s0",
            ["absent"] = "system_u:object_r:none_t:s0",
        };
        var image = Write(folder, builder.Build(), Options(SquashfsCompression.Zstandard, 3, 131072) with { SelinuxLabels = labels });

        Tool.RunChecked("unsquashfs", "-q", "-n", "-d", folder.PathOf("out"), image);

        var found = Tool.RunChecked("sh", "-ec", "cd \"$1\"; getfattr -h -m security.selinux -d . link usr usr/bin/tool usr/bin/other", "sh", folder.PathOf("out"));
        Assert.Equal(
            """
            # file: .
            security.selinux="system_u:object_r:root_t:s0"

            # file: link
            security.selinux="system_u:object_r:usr_t:s0"

            # file: usr
            security.selinux="system_u:object_r:usr_t:s0"

            # file: usr/bin/tool
            security.selinux="system_u:object_r:bin_t:s0"


            """,
            found);
    }

    [Fact]
    public void Write_lists_devices_when_they_were_asked_for()
    {
        if (Tool.IsMissing("unsquashfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var builder = new FileTreeBuilder();
        builder.AddSpecial("dev/console", TreeSpecialKind.CharacterDevice, 0x180, 5, 1);
        builder.AddSpecial("dev/big", TreeSpecialKind.BlockDevice, 0x1B0, 259, 70);
        builder.AddSpecial("dev/pipe", TreeSpecialKind.Fifo, 0x1A4);
        builder.AddSpecial("dev/socket", TreeSpecialKind.Socket, 0x1A4);
        var image = Write(folder, builder.Build(), Options(SquashfsCompression.Zstandard, 3, 131072) with { AllowSpecialFiles = true });

        var listing = Tool.RunChecked("unsquashfs", "-lln", image);

        Assert.Matches("crw------- 0/0 +5, +1 .*dev/console", listing);
        Assert.Matches("brw-rw---- 0/0 +259, +70 .*dev/big", listing);
        Assert.Matches("prw-r--r-- 0/0 .*dev/pipe", listing);
        Assert.Matches("srw-r--r-- 0/0 .*dev/socket", listing);
    }

    private static SquashfsOptions Options(SquashfsCompression compression, int level, int blockBytes) => new()
    {
        Time = SourceDateEpoch.Default,
        Compression = compression,
        Level = level,
        BlockBytes = blockBytes,
        Threads = 2,
    };

    private static string Write(TempArtifact folder, TreeDirectory tree, SquashfsOptions options)
    {
        using var file = File.Create(folder.PathOf("image.sqsh"));
        SquashfsWriter.Write(tree, file, options, CancellationToken.None);
        return file.Name;
    }
}
