using Imager.Formats.Extents;
using Imager.Formats.Vmdk;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Vmdk;

[Trait("Category", "Oracle")]
public sealed class VmdkImageTests
{
    private static readonly VmdkOptions Options = new("disk.vmdk", 0x1234_5678);

    [Theory]
    [InlineData(64L << 20)]
    [InlineData((64L << 20) + 512)]
    [InlineData(8L << 30)]
    public void CreateSparse_is_clean_and_identical_for_qemu_img(long diskBytes)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(diskBytes);

        var image = folder.Write(VmdkImage.CreateSparse(disk, Options), "disk.vmdk");

        QemuImg.AssertClean(image, "vmdk");
        QemuImg.AssertHolds(folder, image, "vmdk", disk);
    }

    [Theory]
    [InlineData(64L << 20)]
    [InlineData((64L << 20) + 512)]
    [InlineData(8L << 30)]
    public void WriteStreamOptimized_is_clean_and_identical_for_qemu_img(long diskBytes)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(diskBytes);

        var image = WriteStream(folder, disk);

        QemuImg.AssertClean(image, "vmdk");
        QemuImg.AssertHolds(folder, image, "vmdk", disk);
    }

    [Fact]
    public void Both_kinds_are_clean_when_the_disk_is_empty()
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Empty(1 << 30);

        QemuImg.AssertHolds(folder, folder.Write(VmdkImage.CreateSparse(disk, Options), "sparse.vmdk"), "vmdk", disk);
        QemuImg.AssertHolds(folder, WriteStream(folder, disk), "vmdk", disk);
    }

    [Theory]
    [InlineData("subformat=monolithicSparse")]
    [InlineData("subformat=streamOptimized")]
    [InlineData("subformat=monolithicSparse,zeroed_grain=on")]
    public void Reader_reads_what_qemu_img_wrote(string options)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);

        var read = VmdkReader.Open(new FileBytes(QemuImg.Convert(folder, disk, "vmdk", "-o", options)));

        Assert.Equal(SampleDisks.Hash(disk), SampleDisks.Hash(read.Disk));
    }

    private static string WriteStream(TempArtifact folder, ExtentMap disk)
    {
        var path = folder.PathOf("stream.vmdk");
        using var output = File.Create(path);
        VmdkImage.WriteStreamOptimized(disk, output, Options, threads: 2, CancellationToken.None);
        return path;
    }
}
