using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Pe;

namespace Imager.Formats.Tests.Pe;

public class PeAssemblerTests
{
    private static readonly SourceDateEpoch Epoch = new(0x1234_5678);

    [Fact]
    public void AddSections_writes_the_golden_row_and_fields()
    {
        var bytes = PeAssembler.AddSections(new TestStub().Build(), [PeSectionContent.FromText(".cmdline", "console=ttyS0")], Epoch)
            .AsSource().ToArray();

        // name, virtual size 13, address 0x7000, raw size 0x1000 at 0x1000, readable initialised data
        Assert.Equal(
            "2e636d646c696e65" + "0d000000" + "00700000" + "00100000" + "00100000" + "000000000000000000000000" + "40000040",
            Convert.ToHexStringLower(bytes.AsSpan(0x80 + 24 + 240 + (3 * 40), 40)));
        Assert.Equal("console=ttyS0\0"u8.ToArray(), bytes[0x1000..0x100E]);
        Assert.Equal(0x2000, bytes.Length);
        Assert.Equal(4, U16(bytes, 0x86));
        Assert.Equal(0x1234_5678u, U32(bytes, 0x88));
        Assert.Equal(0x1C00u, U32(bytes, 0x98 + 8));
        Assert.Equal(0x8000u, U32(bytes, 0x98 + 56));
        Assert.Equal(0x400u, U32(bytes, 0x98 + 60));
        Assert.Equal(0u, U32(bytes, 0x98 + 64));
    }

    [Fact]
    public void AddSections_drops_what_lies_behind_the_last_section()
    {
        var stub = new TestStub { Tail = [.. Enumerable.Repeat((byte)0xEE, 36)], SectionAlignment = 0x200 }.Build();

        var bytes = PeAssembler.AddSections(stub, [new(".linux", new MemorySource(new byte[] { 1 }))], Epoch).AsSource().ToArray();

        Assert.Equal((0u, 0u), (U32(bytes, 0x80 + 12), U32(bytes, 0x80 + 16)));
        Assert.DoesNotContain((byte)0xEE, bytes);
        Assert.Equal(0x5000u, PeImage.TryRead(new MemorySource(bytes))!.Find(".linux")!.VirtualAddress);
    }

    [Theory]
    [InlineData(12, 0x400)]
    [InlineData(13, 0x600)]
    [InlineData(30, 0x800)]
    public void AddSections_moves_the_stubs_bytes_when_the_table_needs_room(int count, uint headersBytes)
    {
        var stub = new TestStub { HeadersBytes = 0x400 }.Build();
        var additions = Enumerable.Range(0, count).Select(index => new PeSectionContent($".s{index}", new MemorySource(new byte[100]))).ToList();

        var map = PeAssembler.AddSections(stub, additions, Epoch);

        var image = PeImage.TryRead(map.AsSource())!;
        Assert.Equal(headersBytes, image.HeadersSizeBytes);
        Assert.Equal(headersBytes, image.Sections[0].RawOffsetBytes);
        Assert.Equal(0x123, image.Open(image.Find(".sbat")!).ToArray().Count(value => value == 't'));
        Assert.Equal(0x4000u, image.EntryPoint);
    }

    [Fact]
    public void AddSections_counts_the_signature_when_the_table_ends_at_a_boundary()
    {
        // 0x194 + 4 (signature) + 20 + 240 + 40·9 = 0x404; without the signature it would seem to end at 0x400.
        var stub = new TestStub { SignatureOffset = 0x194, HeadersBytes = 0x400 }.Build();
        var additions = Enumerable.Range(0, 6).Select(index => new PeSectionContent($".s{index}", new MemorySource(new byte[1]))).ToList();

        var image = PeImage.TryRead(PeAssembler.AddSections(stub, additions, Epoch).AsSource())!;

        Assert.Equal(9, image.Sections.Count);
        Assert.Equal(0x600u, image.HeadersSizeBytes);
    }

    [Fact]
    public void AddSections_points_into_the_contents()
    {
        var content = new MemorySource(new byte[5000]);

        var map = PeAssembler.AddSections(new TestStub { ImageBase = 0x14DF9_0000 }.Build(), [new(".linux", content)], Epoch);

        var extent = Assert.Single(map.Flatten(), extent => ReferenceEquals(extent.Source, content));
        Assert.Equal((0x1000, 5000), (extent.OffsetBytes, extent.LengthBytes));
        Assert.Equal(0x1000 + 0x2000, map.LengthBytes);
    }

    [Fact]
    public void AddSections_refuses_more_sections_than_fit_below_the_first_one()
    {
        var stub = new TestStub { FirstAddress = 0x600, SectionAlignment = 0x200 }.Build();
        var additions = Enumerable.Range(0, 30).Select(index => new PeSectionContent($".s{index}", new MemorySource(new byte[1]))).ToList();

        var error = Assert.Throws<UnsupportedException>(() => PeAssembler.AddSections(stub, additions, Epoch));

        Assert.Equal("IMG3202", error.Code);
        Assert.Contains("33 sections take 2048 bytes, but the stub's first section is loaded at 1536", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSections_refuses_contents_beyond_4_GiB()
    {
        var additions = new PeSectionContent[] { new(".linux", new VastSource(3L << 30)), new(".initrd", new VastSource(1L << 30)) };

        var error = Assert.Throws<InvalidInputException>(() => PeAssembler.AddSections(new TestStub().Build(), additions, Epoch));

        Assert.Equal("IMG2238", error.Code);
        Assert.Contains("section .initrd of 1073741824 bytes would end at 4294", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSections_lists_all_problems_of_the_additions()
    {
        var additions = new PeSectionContent[] { new(".toolong9", new MemorySource(new byte[1])), new(".empty", new MemorySource(default)) };

        var error = Assert.Throws<InvalidInputException>(() => PeAssembler.AddSections(new TestStub().Build(), additions, Epoch));

        Assert.Contains("\".toolong9\" must have 1 to 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("Section .empty is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSections_refuses_a_stub_that_is_none()
    {
        var error = Assert.Throws<InvalidInputException>(() => PeAssembler.AddSections(MemorySource.FromText("#!/bin/sh"), [], Epoch));

        Assert.Equal("IMG2237", error.Code);
    }

    [Fact]
    public void AddSections_never_crashes_on_a_damaged_stub()
    {
        var bytes = new TestStub().Build().Bytes.ToArray();
        var unexpected = Enumerable.Range(0, 0x400).Select(offset =>
        {
            bytes[offset] ^= 0xFF;
            var error = Record.Exception(() => PeAssembler.AddSections(new MemorySource(bytes), [PeSectionContent.FromText(".x", "y")], Epoch));
            bytes[offset] ^= 0xFF;
            return error;
        }).Where(error => error is not (null or ImagerException));

        Assert.Empty(unexpected);
    }

    private static uint U32(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private static ushort U16(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));

    private sealed class VastSource(long lengthBytes) : ByteSource
    {
        public override long LengthBytes => lengthBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) => destination.Clear();
    }
}
