using Imager.Formats.Qcow2;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Qcow2;

[Trait("Category", "Oracle")]
public sealed class Qcow2ImageTests
{
    [Theory]
    [InlineData(65536, 64L << 20)]
    [InlineData(8192, (64L << 20) + 512)]
    [InlineData(512, 8L << 20)]
    [InlineData(2 << 20, 100L << 20)]
    [InlineData(65536, 8L << 30)]
    [InlineData(8192, 8L << 30)]
    public void Create_is_clean_and_identical_for_qemu_img(int clusterBytes, long diskBytes)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(diskBytes);

        var image = folder.Write(Qcow2Image.Create(disk, new Qcow2Options(clusterBytes)), "disk.qcow2");

        QemuImg.AssertClean(image, "qcow2");
        QemuImg.AssertHolds(folder, image, "qcow2", disk);
    }

    [Fact]
    public void Create_is_clean_when_the_disk_is_empty()
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Empty(1 << 30);

        var image = folder.Write(Qcow2Image.Create(disk), "disk.qcow2");

        QemuImg.AssertClean(image, "qcow2");
        QemuImg.AssertHolds(folder, image, "qcow2", disk);
    }

    [Fact]
    public void Qemu_img_sees_a_difference_when_one_byte_differs()
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);
        var image = Qcow2Image.Create(disk);
        var path = folder.Write(image, "disk.qcow2");
        using (var file = File.OpenWrite(path))
        {
            file.Position = image.LengthBytes - 10;
            file.WriteByte(0x5A);
        }

        Assert.NotEqual(0, Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", folder.Write(disk), path).ExitCode);
    }

    [Theory]
    [InlineData("compat=1.1")]
    [InlineData("compat=0.10")]
    [InlineData("cluster_size=8k")]
    [InlineData("cluster_size=2M,lazy_refcounts=on")]
    public void Reader_reads_what_qemu_img_wrote(string options)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);

        var plain = QemuImg.Convert(folder, disk, "qcow2", "-o", options);
        Assert.Equal(SampleDisks.Hash(disk), SampleDisks.Hash(Qcow2Reader.Open(new FileBytes(plain)).Disk));

        var compressed = QemuImg.Convert(folder, disk, "qcow2", "-c", "-o", options);
        Assert.Equal(SampleDisks.Hash(disk), SampleDisks.Hash(Qcow2Reader.Open(new FileBytes(compressed)).Disk));
    }
}
