using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Vhd;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Vhd;

[Trait("Category", "Oracle")]
public sealed class VhdImageTests
{
    private static readonly VhdOptions Options = new(new Guid("24c73076-4092-85dd-9d98-686a2dbf6d81"), SourceDateEpoch.Default);

    [Theory]
    [InlineData(64L << 20)]
    [InlineData((64L << 20) + 512)]
    [InlineData(1_306_525_696)]
    public void CreateFixed_and_CreateDynamic_are_identical_and_exact_for_qemu_img(long diskBytes)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(diskBytes);

        QemuImg.AssertHolds(folder, folder.Write(VhdImage.CreateFixed(disk, Options), "fixed.vhd"), "vpc", disk);
        QemuImg.AssertHolds(folder, folder.Write(VhdImage.CreateDynamic(disk, Options), "dynamic.vhd"), "vpc", disk);
    }

    [Fact]
    public void CreateDynamic_is_identical_for_qemu_img_when_the_disk_is_empty_or_large()
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var (empty, large) = (SampleDisks.Empty(1 << 30), SampleDisks.Sparse(300L << 30));

        QemuImg.AssertHolds(folder, folder.Write(VhdImage.CreateDynamic(empty, Options), "empty.vhd"), "vpc", empty);
        QemuImg.AssertHolds(folder, folder.Write(VhdImage.CreateDynamic(large, Options), "large.vhd"), "vpc", large);
    }

    [Fact]
    public void CreateFixed_differs_from_qemu_img_only_in_time_and_identity()
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);
        var theirs = QemuImg.Convert(folder, disk, "vpc", "-o", "subformat=fixed,force_size");
        var ours = VhdImage.CreateFixed(disk, Options).AsSource().ToArray();

        var different = ours.Zip(File.ReadAllBytes(theirs)).Select((pair, index) => (pair, index - (ours.Length - 512)))
            .Where(item => item.pair.First != item.pair.Second).Select(item => item.Item2);

        // 24 time stamp, 64 checksum, 68 identity of the footer.
        Assert.All(different, offset => Assert.True(offset is >= 24 and < 28 or >= 64 and < 84, $"footer byte {offset} differs"));
    }

    [Theory]
    [InlineData("subformat=fixed,force_size")]
    [InlineData("subformat=dynamic,force_size")]
    [InlineData("subformat=dynamic")]
    public void Reader_reads_what_qemu_img_wrote(string options)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);

        var read = VhdReader.Open(new FileBytes(QemuImg.Convert(folder, disk, "vpc", "-o", options))).Disk;

        // Without force_size the disk grows to a whole geometry: compare what was there before.
        var trimmed = new ExtentMapBuilder();
        trimmed.Add(0, read.AsSource(), 0, disk.LengthBytes);
        Assert.Equal(SampleDisks.Hash(disk), SampleDisks.Hash(trimmed.Build(disk.LengthBytes)));
    }
}
