using Imager.BuildKit.Files;

namespace Imager.BuildKit.Tests;

public sealed class GoFileModeTests
{
    [Theory]
    [InlineData(0x81a4u, 0x1a4u)] // 0100644
    [InlineData(0x41edu, 0x8000_01edu)]
    [InlineData(0xa1ffu, 0x0800_01ffu)]
    [InlineData(0x61b0u, 0x0400_01b0u)]
    [InlineData(0x21b0u, 0x0420_01b0u)]
    [InlineData(0x11a4u, 0x0200_01a4u)]
    [InlineData(0xc1edu, 0x0000_01edu)] // sockets are sent as files
    [InlineData(0x8fffu, 0x00d0_01ffu)]
    public void FromPosix_moves_each_bit_to_its_place(uint posix, uint expected) =>
        Assert.Equal(expected, GoFileMode.FromPosix(posix));

    [Fact]
    public void ToPosixPermissions_is_the_way_back()
    {
        Assert.Equal(0xfffu, GoFileMode.ToPosixPermissions(GoFileMode.FromPosix(0x8fff)));
        Assert.Equal(0x2000u, GoFileMode.ToPosixType(GoFileMode.FromPosix(0x21b0)));
    }
}
