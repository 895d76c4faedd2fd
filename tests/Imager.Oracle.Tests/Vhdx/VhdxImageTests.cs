using Imager.Formats.Vhdx;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Vhdx;

[Trait("Category", "Oracle")]
public sealed class VhdxImageTests
{
    private static readonly VhdxOptions Options = new(new Guid("24c73076-4092-85dd-9d98-686a2dbf6d81"));

    [Theory]
    [InlineData(64L << 20)]
    [InlineData((64L << 20) + 512)]
    [InlineData(8L << 30)]
    public void Create_is_clean_and_identical_for_qemu_img(long diskBytes)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(diskBytes);

        var image = folder.Write(VhdxImage.Create(disk, Options), "disk.vhdx");

        QemuImg.AssertClean(image, "vhdx");
        QemuImg.AssertHolds(folder, image, "vhdx", disk);
    }

    [Theory]
    [InlineData("subformat=dynamic")]
    [InlineData("subformat=fixed")]
    [InlineData("subformat=dynamic,block_size=1M")]
    public void Reader_reads_what_qemu_img_wrote(string options)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);

        var read = VhdxReader.Open(new FileBytes(QemuImg.Convert(folder, disk, "vhdx", "-o", options)));

        Assert.Equal(SampleDisks.Hash(disk), SampleDisks.Hash(read.Disk));
    }
}
