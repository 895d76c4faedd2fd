using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Meta;
using Imager.MetaEditing;
using Imager.Tests.Support;

namespace Imager.Tests.MetaEditing;

public sealed class MetaImageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dump")]
    [InlineData("disk")]
    public void Set_replaces_adds_and_removes(string kind)
    {
        var path = Image(kind, (0xb, Bytes("stays")), (0xc, Bytes("old")), (0xd, Bytes("goes")));

        MetaImage.Set(path, [(0xc, "new and longer"), (0xa, ""), (0xd, null)], CancellationToken.None);

        Assert.Equal(["10=", "11=stays", "12=new and longer"], Values(path));
        Assert.Empty(MetaImage.Show(path).Problems);
    }

    [Fact]
    public void Set_touches_nothing_outside_the_meta_partition()
    {
        var path = Image("disk", (0xc, Bytes("old")));
        var before = File.ReadAllBytes(path);

        MetaImage.Set(path, [(0xc, "new")], CancellationToken.None);

        var after = File.ReadAllBytes(path);
        var changed = Enumerable.Range(0, before.Length).Where(index => before[index] != after[index]).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, index => Assert.InRange(index, 2 << 20, (3 << 20) - 1));
    }

    [Fact]
    public void Set_back_gives_the_same_bytes_again()
    {
        var path = Image("disk", (0xc, Bytes("old")));
        var before = File.ReadAllBytes(path);

        MetaImage.Set(path, [(0xc, "new"), (0xd, "x")], CancellationToken.None);
        MetaImage.Set(path, [(0xd, null), (0xc, "old")], CancellationToken.None);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Interruption_after_any_write_leaves_the_old_or_the_new_values()
    {
        var old = new MemorySource(File.ReadAllBytes(Image("dump", (0xc, Bytes("old")))));
        var writes = AdvEditor.Change(old, [(0xc, Bytes("new")), (0xe, Bytes(new string('x', 5000)))]);

        var seen = Enumerable.Range(0, writes.Count + 1).Select(count => ValuesAfter(old, writes.Take(count))).ToList();

        Assert.True(writes.Count >= 4);
        Assert.Equal("12=old", seen[0]);
        Assert.Equal($"12=new,14={new string('x', 5000)}", seen[^1]);
        Assert.Equal([seen[0], seen[^1]], seen.Distinct());
    }

    [Fact]
    public void Damaged_copy_of_a_dump_is_named_and_mended_by_the_next_change()
    {
        var path = Image("dump", (0xc, Bytes("value")));
        var bytes = File.ReadAllBytes(path);
        bytes[20] ^= 1;
        File.WriteAllBytes(path, bytes);

        var damaged = MetaImage.Show(path);
        MetaImage.Set(path, [(0xd, "x")], CancellationToken.None);

        Assert.StartsWith("First copy: ", Assert.Single(damaged.Problems), StringComparison.Ordinal);
        Assert.Equal(["12=value", "13=x"], Values(path));
        Assert.Empty(MetaImage.Show(path).Problems);
    }

    [Fact]
    public void Set_of_more_than_fits_changes_nothing()
    {
        var path = Image("disk", (0xc, Bytes("old")));
        var before = File.ReadAllBytes(path);

        var error = Assert.Throws<InvalidInputException>(
            () => MetaImage.Set(path, [(0xa, new string('x', 262_100))], CancellationToken.None));

        Assert.Equal("IMG2231", error.Code);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Largest_value_fits()
    {
        var path = Image("dump");

        MetaImage.Set(path, [(0xa, new string('x', AdvPartition.CapacityBytes - AdvPartition.EntryHeaderBytes))], CancellationToken.None);

        Assert.Equal(AdvPartition.CapacityBytes - AdvPartition.EntryHeaderBytes, Assert.Single(MetaImage.Show(path).Values).Value.Length);
    }

    [Fact]
    public void Disk_without_a_meta_partition_is_refused_with_the_names_it_has()
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaImage.Show(EditableImages.Disk(folder, "OTHER")));

        Assert.Equal("IMG2720", error.Code);
        Assert.Contains("it has STATE, OTHER", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    [InlineData(3 << 20)]
    public void File_of_another_kind_is_refused(int sizeBytes)
    {
        var path = folder.File("other");
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0x5A, sizeBytes)]);

        Assert.Equal("IMG2721", Assert.Throws<InvalidInputException>(() => MetaImage.Show(path)).Code);
    }

    [Fact]
    public void Missing_file_is_exit_code_6() =>
        Assert.Equal(ExitCode.Io, Assert.Throws<FileAccessException>(() => MetaImage.Show(folder.File("absent"))).ExitCode);

    private static string ValuesAfter(ByteSource old, IEnumerable<Extent> writes)
    {
        var bytes = old.ToArray();
        foreach (var write in writes)
        {
            write.Source.ReadExactly(write.SourceOffsetBytes, bytes.AsSpan((int)write.OffsetBytes, (int)write.LengthBytes));
        }

        return string.Join(',', AdvPartition.Read(new MemorySource(bytes)).Entries.Select(Text));
    }

    private static IEnumerable<string> Values(string path) => MetaImage.Show(path).Values.Select(Text);

    private static string Text(AdvEntry entry) => $"{entry.Tag}={Encoding.UTF8.GetString(entry.Value.Span)}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private string Image(string kind, params (byte Key, byte[] Value)[] values) =>
        kind == "dump" ? EditableImages.Dump(folder, values) : EditableImages.Disk(folder, values: values);
}
