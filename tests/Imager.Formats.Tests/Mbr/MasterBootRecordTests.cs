using Imager.Core;
using Imager.Formats.Mbr;

namespace Imager.Formats.Tests.Mbr;

public class MasterBootRecordTests
{
    [Fact]
    public void TryRead_returns_what_was_written()
    {
        var written = new MasterBootRecord(
            new byte[] { 0xEB, 0x63 },
            0x1234_5678,
            [
                MbrPartition.Unused,
                new(MbrPartition.ActiveStatus, MbrPartition.EfiSystemType, new Lba(64), 2880, 0x01_0203, 0x04_0506),
            ]);
        var bytes = new byte[512];

        written.WriteTo(bytes);
        var read = MasterBootRecord.TryRead(bytes)!;

        Assert.Equal(0x1234_5678u, read.DiskSignature);
        Assert.Equal(4, read.Partitions.Count);
        Assert.Equal(written.Partitions[1], read.Partitions[1]);
        Assert.False(read.Partitions[0].IsUsed);
        Assert.False(read.IsProtective);
        Assert.Equal("80030201ef0605044000000" + "0400b0000", Convert.ToHexStringLower(bytes.AsSpan(462, 16)));
    }

    [Fact]
    public void TryRead_returns_null_when_the_mark_is_missing()
    {
        Assert.Null(MasterBootRecord.TryRead(new byte[512]));
        Assert.Null(MasterBootRecord.TryRead([0x55, 0xAA]));
    }

    [Fact]
    public void WriteTo_refuses_boot_code_over_a_signature()
    {
        var record = new MasterBootRecord(new byte[441], 1, []);

        var error = Assert.Throws<InvalidInputException>(() => record.WriteTo(new byte[512]));

        Assert.Equal("IMG2201", error.Code);
    }
}
