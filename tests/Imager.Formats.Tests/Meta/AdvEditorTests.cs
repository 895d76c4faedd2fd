using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Meta;

namespace Imager.Formats.Tests.Meta;

public class AdvEditorTests
{
    [Fact]
    public void Change_gives_the_bytes_that_Create_gives()
    {
        var present = AdvPartition.Create([(10, "old network"u8.ToArray()), (12, "tags"u8.ToArray())]).AsSource().ToArray();
        var wanted = AdvPartition.Create([(10, "new"u8.ToArray()), (11, "added"u8.ToArray())]).AsSource().ToArray();

        var writes = AdvEditor.Change(new MemorySource(present), [(10, "new"u8.ToArray()), (12, null), (11, "added"u8.ToArray())]);

        Assert.Equal(wanted, Apply(present, writes));
    }

    [Fact]
    public void Change_writes_only_what_differs()
    {
        var long1 = Encoding.ASCII.GetBytes(new string('a', 10_000) + "1" + new string('b', 10_000));
        var long2 = Encoding.ASCII.GetBytes(new string('a', 10_000) + "2" + new string('b', 10_000));
        var present = AdvPartition.Create([(10, long1)]).AsSource();

        var writes = AdvEditor.Change(present, [(10, long2)]);

        Assert.Equal([272_144, 524_240, 10_000, 262_096], writes.Select(write => write.OffsetBytes));
        Assert.Equal([16, 48, 16, 48], writes.Select(write => write.LengthBytes));
    }

    [Fact]
    public void Change_writes_nothing_when_nothing_changes()
    {
        var present = AdvPartition.Create([(10, [1])]).AsSource();

        Assert.Empty(AdvEditor.Change(present, [(10, [1]), (11, null)]));
        Assert.Empty(AdvEditor.Change(present, []));
    }

    [Fact]
    public void Change_fills_a_zero_partition()
    {
        var present = new byte[AdvPartition.SizeBytes];

        var writes = AdvEditor.Change(new MemorySource(present), [(10, [1])]);

        Assert.Equal(AdvPartition.Create([(10, [1])]).AsSource().ToArray(), Apply(present, writes));
    }

    [Fact]
    public void Change_repairs_a_damaged_copy()
    {
        var sound = AdvPartition.Create([(10, [1])]).AsSource().ToArray();
        var damaged = (byte[])sound.Clone();
        damaged[100] = 0xFF;

        var write = Assert.Single(AdvEditor.Change(new MemorySource(damaged), []));

        Assert.Equal(sound, Apply(damaged, [write]));
        Assert.Equal(16, write.LengthBytes);
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(100)]
    [InlineData(262_144 + 100)]
    public void Change_leaves_old_or_new_values_wherever_it_is_interrupted(int damagedByte)
    {
        var present = AdvPartition.Create([(10, "old value"u8.ToArray())]).AsSource().ToArray();
        present[damagedByte] ^= 1;
        var writes = AdvEditor.Change(new MemorySource(present), [(10, "new value that is longer"u8.ToArray())]);

        var seen = Enumerable.Range(0, writes.Count + 1)
            .Select(count => AdvPartitionTests.Text(AdvPartition.Read(new MemorySource(Apply(present, writes.Take(count))))));

        Assert.All(seen, text => Assert.True(text.Length > 20, text));
    }

    [Fact]
    public void Change_counts_all_values_against_the_capacity()
    {
        var present = AdvPartition.Create([(1, new byte[200_000])]).AsSource();

        var error = Assert.Throws<InvalidInputException>(() => AdvEditor.Change(present, [(2, new byte[62_081])]));

        Assert.Contains("are 262097; 262096 fit", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Apply(byte[] present, IEnumerable<Extent> writes)
    {
        var bytes = (byte[])present.Clone();
        writes.ToList().ForEach(write => write.Source.ReadExactly(
            write.SourceOffsetBytes, bytes.AsSpan((int)write.OffsetBytes, (int)write.LengthBytes)));
        return bytes;
    }
}
