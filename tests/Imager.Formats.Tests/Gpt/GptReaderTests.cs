using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;

namespace Imager.Formats.Tests.Gpt;

public class GptReaderTests
{
    private const int DiskBytes = 4 << 20;

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void TryRead_returns_what_was_written(int sectorBytes)
    {
        var disk = GptDisk.Create(GptLayoutTests.Disk(4, ("EFI", 1), ("META", null)) with { SectorBytes = sectorBytes });

        var image = GptReader.TryRead(disk.Map.AsSource())!;

        Assert.Equal(sectorBytes, image.SectorBytes);
        Assert.Equal(disk.Layout.DiskGuid, image.DiskGuid);
        Assert.Equal(disk.Layout.Partitions, image.Partitions);
        Assert.True(image.Mbr!.IsProtective);
        Assert.Empty(image.Problems);
        Assert.Equal(1 << 20, image.Open(disk.Map.AsSource(), image.Partitions[0]).LengthBytes);
    }

    [Theory]
    [InlineData(512, "no \"EFI PART\" at LBA 1")]
    [InlineData(512 + 60, "header CRC is")]
    [InlineData(1024 + 60, "entry array CRC is")]
    public void TryRead_uses_the_backup_when_the_primary_is_damaged(int damagedByte, string problem)
    {
        var bytes = DiskWith(damagedByte);

        var image = GptReader.TryRead(new MemorySource(bytes))!;

        Assert.Equal(["EFI", "META"], image.Partitions.Select(partition => partition.Name));
        Assert.Contains(problem, Assert.Single(image.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_uses_the_primary_when_the_backup_is_gone()
    {
        var image = GptReader.TryRead(new MemorySource(DiskWith().AsMemory(0, DiskBytes - 512)))!;

        Assert.Equal(2, image.Partitions.Count);
        Assert.Contains(image.Problems, problem => problem.Contains("LBA 8191 is not on the disk", StringComparison.Ordinal));
    }

    [Fact]
    public void TryRead_says_what_is_wrong_when_both_copies_are_damaged()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => GptReader.TryRead(new MemorySource(DiskWith(512 + 60, DiskBytes - 512 + 60))));

        Assert.Equal("IMG2205", error.Code);
        Assert.Contains("Primary: header CRC is", error.Message, StringComparison.Ordinal);
        Assert.Contains("Backup: header CRC is", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(600)]
    [InlineData(8192)]
    public void TryRead_returns_null_when_there_is_no_table(int lengthBytes)
    {
        Assert.Null(GptReader.TryRead(new MemorySource(new byte[lengthBytes])));
    }

    [Theory]
    [InlineData(80, 0xFFFFFFFF, "exceed the reader's limit")]
    [InlineData(84, 0x80000000, "entry size 2147483648 is not")]
    [InlineData(84, 0, "entry size 0 is not")]
    [InlineData(84, 200, "entry size 200 is not")]
    [InlineData(72, 0xFFFFFFFF, "entry array at LBA 4294967295")]
    [InlineData(76, 0xFFFFFFFF, "entry array at LBA -4294967294")]
    [InlineData(32, 0xFFFFFFFF, "LBA 4294967295 is not on the disk")]
    public void TryRead_bounds_what_a_hostile_header_claims(int headerField, uint value, string problem)
    {
        var bytes = DiskWith();
        var header = bytes.AsSpan(512, 92);
        BinaryPrimitives.WriteUInt32LittleEndian(header[headerField..], value);
        header.Slice(16, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Crc32.Compute(header));

        var image = GptReader.TryRead(new MemorySource(bytes))!;

        Assert.Equal(2, image.Partitions.Count);
        Assert.Contains(image.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void TryRead_survives_any_single_damaged_byte_of_a_table()
    {
        var bytes = DiskWith();
        var outcomes = Enumerable.Range(0, 1024 + 512).Select(offset =>
        {
            bytes[offset] ^= 0xFF;
            var image = GptReader.TryRead(new MemorySource(bytes))!;
            bytes[offset] ^= 0xFF;
            return image.Partitions.Count;
        });

        Assert.All(outcomes, count => Assert.Equal(2, count));
    }

    [Fact]
    public void Open_refuses_a_partition_outside_the_disk()
    {
        var options = GptLayoutTests.Disk(4, ("EFI", 1));
        var source = GptDisk.Create(options).Map.AsSource();
        var image = GptReader.TryRead(source)!;
        var partition = image.Partitions[0] with { LastLba = new Lba(8192) };

        var error = Assert.Throws<InvalidInputException>(() => image.Open(source, partition));

        Assert.Contains("spans LBA 2048 to 8192, not a range inside 0 to 8191", error.Message, StringComparison.Ordinal);
    }

    private static byte[] DiskWith(params int[] damagedBytes)
    {
        var bytes = GptDisk.Create(GptLayoutTests.Disk(4, ("EFI", 1), ("META", null))).Map.AsSource().ToArray();
        damagedBytes.ToList().ForEach(offset => bytes[offset] ^= 0x40);
        return bytes;
    }
}
