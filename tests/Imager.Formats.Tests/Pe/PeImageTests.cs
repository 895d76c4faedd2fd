using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Tests.Pe;

public class PeImageTests
{
    [Fact]
    public void TryRead_returns_the_headers()
    {
        var image = PeImage.TryRead(new TestStub { ImageBase = 0x1_4DF9_0000, Machine = 0xAA64 }.Build())!;

        Assert.Equal((0xAA64, 10, 0x1_4DF9_0000ul, 0x4000u), (image.Machine, image.Subsystem, image.ImageBase, image.EntryPoint));
        Assert.Equal([".text", ".sbat", ".sdmagic"], image.Sections.Select(section => section.Name));
        Assert.Equal(0x123, image.Open(image.Sections[2]).LengthBytes);
        Assert.Equal((0u, 0u), image.CertificateTable);
    }

    [Fact]
    public void TryRead_returns_null_when_it_is_no_program()
    {
        Assert.Null(PeImage.TryRead(new MemorySource(default)));
        Assert.Null(PeImage.TryRead(new MemorySource(new byte[4096])));
        Assert.Null(PeImage.TryRead(MemorySource.FromText("MZ")));
        Assert.Null(PeImage.TryRead(MemorySource.FromText("MZ" + new string('\u007F', 500))));
    }

    [Fact]
    public void TryRead_refuses_a_32_bit_program()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        bytes[0x98] = 0x0B;
        bytes[0x99] = 0x01;

        Assert.Equal("IMG3201", Assert.Throws<UnsupportedException>(() => PeImage.TryRead(new MemorySource(bytes))).Code);
    }

    [Theory]
    [InlineData(0x86, 0)]
    [InlineData(0x86, 97)]
    [InlineData(0x98 + 108, 17)]
    [InlineData(0x94, 0)]
    public void TryRead_refuses_counts_that_do_not_fit_together(int field, byte value)
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        bytes[field] = value;

        Assert.Equal("IMG2235", Assert.Throws<InvalidInputException>(() => PeImage.TryRead(new MemorySource(bytes))).Code);
    }

    [Fact]
    public void Open_refuses_a_section_behind_the_files_end()
    {
        var stub = new TestStub().Build();
        var image = PeImage.TryRead(new MemorySource(stub.Bytes[..0x500]))!;

        var error = Assert.Throws<InvalidInputException>(() => image.Open(image.Sections[2]));

        Assert.Contains("section .sdmagic spans bytes 2048 to 2560; the file has 1280", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_cuts_a_virtual_size_that_exceeds_the_raw_bytes()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x80 + 24 + 240 + 8), 0xFFFF_FFFF);
        var image = PeImage.TryRead(new MemorySource(bytes))!;

        Assert.Equal(0x200, image.Open(image.Sections[0]).LengthBytes);
    }
}
