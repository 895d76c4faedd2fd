using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Pe;

namespace Imager.Formats.Tests.Efi;

public class LinuxKernelTests
{
    private const string Banner = "Linux version %s (text) Linux version 6.12.1-arm64 (debian-kernel@lists.debian.org)";

    [Fact]
    public void TryRead_finds_the_version_that_a_bzImage_points_to()
    {
        Assert.Equal(
            new LinuxKernel(LinuxKernelFormat.BzImage, Architecture.Amd64, "6.1.58-talos"),
            LinuxKernel.TryRead(BzImage("6.1.58-talos (builder@host) #1 SMP")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x801)]
    [InlineData(0xFFFF)]
    public void TryRead_leaves_the_version_out_when_the_pointer_is_wrong(ushort place)
    {
        var bytes = BzImage("6.1.58-talos").Bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x20E), place);

        Assert.Null(LinuxKernel.TryRead(new MemorySource(bytes))!.Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) - 40)]
    [InlineData((1 << 20) - 5)]
    [InlineData(2_500_000)]
    public void TryRead_finds_the_banner_of_an_arm64_image_wherever_it_lies(int place)
    {
        Assert.Equal(
            new LinuxKernel(LinuxKernelFormat.Arm64Image, Architecture.Arm64, "6.12.1-arm64"),
            LinuxKernel.TryRead(new MemorySource(Arm64Image(place))));
    }

    [Fact]
    public void TryRead_finds_no_version_in_an_image_without_a_banner()
    {
        var image = Arm64Image(0);
        image.AsSpan(4096).Clear();

        Assert.Null(LinuxKernel.TryRead(new MemorySource(image))!.Version);
    }

    [Fact]
    public void TryRead_looks_into_a_gzip_zboot_kernel()
    {
        Assert.Equal(
            new LinuxKernel(LinuxKernelFormat.EfiZboot, Architecture.Arm64, "6.12.1-arm64"),
            LinuxKernel.TryRead(new MemorySource(Zboot())));
    }

    [Fact]
    public void TryRead_leaves_the_version_out_when_a_zboot_payload_is_damaged()
    {
        var kernel = Zboot();
        kernel.AsSpan(0x1000).Fill(0x55);

        Assert.Null(LinuxKernel.TryRead(new MemorySource(kernel))!.Version);
    }

    [Fact]
    public void TryRead_returns_null_when_it_is_no_kernel()
    {
        Assert.Null(LinuxKernel.TryRead(new MemorySource(new byte[2048])));
        Assert.Null(LinuxKernel.TryRead(new MemorySource(new byte[100])));
        Assert.Null(LinuxKernel.TryRead(new TestStub().Build()));
    }

    /// <summary>A boot sector with the fields of the x86 boot protocol that matter, and nothing to run.</summary>
    internal static MemorySource BzImage(string version)
    {
        var bytes = new byte[8192];
        bytes[0x1F1] = 4;
        "HdrS"u8.CopyTo(bytes.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x20E), 0x300);
        Encoding.ASCII.GetBytes(version, bytes.AsSpan(0x500));
        return new MemorySource(bytes);
    }

    private static byte[] Arm64Image(int bannerPlace)
    {
        var bytes = new byte[3 << 20];
        "ARM\x64"u8.CopyTo(bytes.AsSpan(0x38));
        Encoding.ASCII.GetBytes(Banner, bytes.AsSpan(4096 + bannerPlace));
        return bytes;
    }

    private static byte[] Zboot()
    {
        using var payload = new MemoryStream();
        using (var gzip = new GZipStream(payload, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Arm64Image(1_500_000));
        }

        var kernel = (byte[])[.. new TestStub { Machine = 0xAA64 }.Build().Bytes.Span, .. new byte[0x1000 - 0xA00], .. payload.ToArray()];
        "zimg"u8.CopyTo(kernel.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(8), 0x1000);
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(12), (uint)payload.Length);
        "gzip"u8.CopyTo(kernel.AsSpan(24));
        return kernel;
    }
}
