using Imager.Core;
using Imager.Formats.Grub;

namespace Imager.Formats.Tests.Grub;

public sealed class GrubBiosBootTests
{
    [Fact]
    public void PatchBootImage_sets_the_sector_and_the_drive_check_only()
    {
        var original = BootImage();

        var patched = GrubBiosBoot.PatchBootImage(original, new Lba(0x0102_0304_0506));

        var expected = original[..440];
        new byte[] { 6, 5, 4, 3, 2, 1, 0, 0 }.CopyTo(expected, 0x5C);
        new byte[] { 0x90, 0x90 }.CopyTo(expected, 0x66);
        Assert.Equal(expected, patched);
    }

    [Theory]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(0)]
    public void PatchBootImage_refuses_another_length(int length) =>
        Assert.Equal("IMG2331", Code(() => GrubBiosBoot.PatchBootImage(new byte[length], new Lba(2048))));

    [Fact]
    public void PatchBootImage_refuses_zeros_and_sector_zero()
    {
        Assert.Equal("IMG2331", Code(() => GrubBiosBoot.PatchBootImage(new byte[512], new Lba(2048))));
        Assert.Equal("IMG2330", Code(() => GrubBiosBoot.PatchBootImage(BootImage(), new Lba(0))));
    }

    [Fact]
    public void PatchCoreImage_writes_one_block_list_record_and_pads_to_a_sector()
    {
        var core = CoreImage(1025);

        var patched = GrubBiosBoot.PatchCoreImage(core, new Lba(206_848), ByteSize.FromMiB(1));

        Assert.Equal(1536, patched.Length);
        Assert.Equal("0128030000000000" + "0200" + "2008", Convert.ToHexString(patched.AsSpan(0x1F4, 12)));
        Assert.Equal(core[512..], patched[512..1025]);
    }

    [Fact]
    public void PatchCoreImage_accepts_a_full_partition_and_refuses_one_byte_more()
    {
        var size = ByteSize.FromMiB(1);

        Assert.Equal(1 << 20, GrubBiosBoot.PatchCoreImage(CoreImage(1 << 20), new Lba(2048), size).Length);
        Assert.Equal("IMG2332", Code(() => GrubBiosBoot.PatchCoreImage(CoreImage((1 << 20) + 1), new Lba(2048), size)));
    }

    [Fact]
    public void PatchCoreImage_refuses_what_grub_mkimage_did_not_make()
    {
        Assert.Equal("IMG2333", Code(() => GrubBiosBoot.PatchCoreImage(new byte[4096], new Lba(2048), ByteSize.FromMiB(1))));
        Assert.Equal("IMG2333", Code(() => GrubBiosBoot.PatchCoreImage(CoreImage(512), new Lba(2048), ByteSize.FromMiB(1))));
    }

    internal static string Code(Action action) => Assert.Throws<InvalidInputException>(action).Code;

    internal static byte[] BootImage()
    {
        var image = Enumerable.Range(0, 512).Select(index => (byte)(index * 7)).ToArray();
        image[0] = 0xEB;
        new byte[] { 0x00, 0x80 }.CopyTo(image, 0x5A);
        image[0x64] = 0xFF;
        return image;
    }

    internal static byte[] CoreImage(int length)
    {
        var image = Enumerable.Range(0, length).Select(index => (byte)(index * 3)).ToArray();
        new byte[] { 0x20, 0x08 }.CopyTo(image, 0x1FE);
        return image;
    }
}
