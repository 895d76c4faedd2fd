using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Meta;

namespace Imager.Formats.Tests.Meta;

public class AdvPartitionTests
{
    private const int BlockBytes = 262144;

    [Fact]
    public void Create_writes_the_golden_bytes()
    {
        // The hash was computed by a Python script that follows the format's description, not by our writer.
        var map = AdvPartition.Create([(0x0c, []), (0x0a, "hello"u8.ToArray())]);

        var bytes = map.AsSource().ToArray();
        Assert.Equal(1 << 20, bytes.Length);
        Assert.Equal("5a4b3c2d0000000a0000000568656c6c6f0000000c000000000000", Convert.ToHexStringLower(bytes.AsSpan(0, 27)));
        Assert.Equal(
            "65fe2f971d21159301a0ed4488dbe4bb33593250641e78561f562adde18501b4a5b4c3d2",
            Convert.ToHexStringLower(bytes.AsSpan(BlockBytes - 36, 36)));
        Assert.Equal(bytes[..BlockBytes], bytes[BlockBytes..(2 * BlockBytes)]);
        Assert.DoesNotContain(bytes[(2 * BlockBytes)..], value => value != 0);
        Assert.Equal(2 * (4 + 8 + 5 + 8 + 36), map.PayloadBytes);
    }

    [Fact]
    public void Create_writes_an_empty_set()
    {
        var bytes = AdvPartition.Create([]).AsSource().ToArray();

        Assert.Equal(
            "e7a327df2cfb2c3010ac1a387e9573d46ea52cac7f25db80ad8fbb41aceabf70a5b4c3d2",
            Convert.ToHexStringLower(bytes.AsSpan(BlockBytes - 36, 36)));
        Assert.Empty(AdvPartition.Read(new MemorySource(bytes)).Entries);
    }

    [Fact]
    public void Create_sorts_by_key_and_lets_the_last_duplicate_win()
    {
        var map = AdvPartition.Create([(255, [1]), (7, [2]), (255, [3]), (6, [4])]);

        Assert.Equal("6=04 7=02 255=03", Text(AdvPartition.Read(map.AsSource())));
    }

    [Fact]
    public void Create_refuses_key_0()
    {
        Assert.Equal("IMG2230", Assert.Throws<InvalidInputException>(() => AdvPartition.Create([(0, [1])])).Code);
    }

    [Fact]
    public void Create_takes_values_up_to_the_capacity_and_shows_the_arithmetic_beyond_it()
    {
        var largest = AdvPartition.Create([(1, new byte[AdvPartition.CapacityBytes - 8])]);
        var error = Assert.Throws<InvalidInputException>(
            () => AdvPartition.Create([(1, new byte[100]), (0x0a, new byte[AdvPartition.CapacityBytes - 8 - 108 + 1])]));

        Assert.Equal(262088, AdvPartition.Read(largest.AsSource()).Entries[0].Value.Length);
        Assert.Equal("IMG2231", error.Code);
        Assert.Equal(
            "META: 2 values of 262081 bytes and 8 bytes for each key are 262097; 262096 fit, 1 too many. "
            + "The largest is key 0xa. Shorten the values.",
            error.Message);
    }

    [Theory]
    [InlineData(0, "First copy: magics are")]
    [InlineData(30, "First copy: its bytes do not match its SHA-256")]
    [InlineData(BlockBytes - 1, "First copy: magics are")]
    [InlineData(BlockBytes + 30, "Second copy: its bytes do not match")]
    public void Read_uses_the_sound_copy(int damagedByte, string problem)
    {
        var bytes = AdvPartition.Create([(10, [1, 2])]).AsSource().ToArray();
        bytes[damagedByte] ^= 1;

        var partition = AdvPartition.Read(new MemorySource(bytes));

        Assert.Equal("10=0102", Text(partition));
        Assert.StartsWith(problem, Assert.Single(partition.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_finds_nothing_and_no_problem_in_a_zero_partition()
    {
        var partition = AdvPartition.Read(new MemorySource(new byte[1 << 20]));

        Assert.Empty(partition.Entries);
        Assert.Empty(partition.Problems);
    }

    [Fact]
    public void Read_reports_both_copies_when_both_are_damaged()
    {
        var partition = AdvPartition.Read(new MemorySource(Enumerable.Repeat((byte)0xAB, 1 << 20).ToArray()));

        Assert.Empty(partition.Entries);
        Assert.Equal(2, partition.Problems.Count);
    }

    [Fact]
    public void Read_refuses_a_length_that_leaves_the_block()
    {
        var bytes = AdvPartition.Create([(10, [1, 2])]).AsSource().ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), uint.MaxValue);
        bytes.AsSpan(BlockBytes - 36, 32).Clear();
        SHA256.HashData(bytes.AsSpan(0, BlockBytes)).CopyTo(bytes, BlockBytes - 36);

        var partition = AdvPartition.Read(new MemorySource(bytes));

        Assert.Equal("First copy: key 0xa claims 4294967295 bytes; 262096 are left.", Assert.Single(partition.Problems));
        Assert.Equal("10=0102", Text(partition));
    }

    [Fact]
    public void Read_refuses_a_partition_that_is_too_small()
    {
        var error = Assert.Throws<InvalidInputException>(() => AdvPartition.Read(new MemorySource(new byte[525_311])));

        Assert.Equal("IMG2232", error.Code);
    }

    [Fact]
    public void Read_finds_the_legacy_entries()
    {
        var bytes = new byte[1 << 20];
        LegacyAdvTests.Block("test me").CopyTo(bytes, bytes.Length - 512);

        var entry = Assert.Single(AdvPartition.Read(new MemorySource(bytes)).LegacyEntries);

        Assert.Equal((1, "test me"), (entry.Tag, Encoding.ASCII.GetString(entry.Value.Span)));
    }

    internal static string Text(AdvPartition partition) =>
        string.Join(' ', partition.Entries.Select(entry => $"{entry.Tag}={Convert.ToHexStringLower(entry.Value.Span)}"));
}
