using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;

namespace Imager.Formats.Tests.Gpt;

public class GptLayoutTests
{
    [Fact]
    public void Plan_places_the_grub_layout_of_1246_MiB_where_the_peer_does()
    {
        var options = Disk(1246, ("EFI", 100), ("BIOS", 1), ("BOOT", 1000), ("META", 1), ("STATE", 100), ("EPHEMERAL", null));

        var layout = GptLayout.Plan(options);

        Assert.Equal(
            [(2048, 206847), (206848, 208895), (208896, 2256895), (2256896, 2258943), (2258944, 2463743), (2463744, 2549759)],
            layout.Partitions.Select(partition => (partition.FirstLba.Value, partition.LastLba.Value)));
        Assert.Equal(2551774, layout.LastUsable.Value);
        Assert.Equal(2048, layout.FirstUsable.Value);
    }

    [Fact]
    public void Plan_places_the_dual_boot_layout_where_the_peer_does()
    {
        var options = Disk(5000, ("EFI", 2101), ("BIOS", 1), ("BOOT", 2000), ("META", 1));

        var layout = GptLayout.Plan(options);

        Assert.Equal(
            [(2048, 4304895), (4304896, 4306943), (4306944, 8402943), (8402944, 8404991)],
            layout.Partitions.Select(partition => (partition.FirstLba.Value, partition.LastLba.Value)));
    }

    [Fact]
    public void Plan_counts_in_4096_byte_sectors_when_asked()
    {
        var options = Disk(300, ("EFI", 260), ("META", null)) with { SectorBytes = 4096 };

        var layout = GptLayout.Plan(options);

        Assert.Equal(256, layout.FirstUsable.Value);
        Assert.Equal(76799 - 5, layout.LastUsable.Value);
        Assert.Equal([(256, 66815), (66816, 76543)], layout.Partitions.Select(p => (p.FirstLba.Value, p.LastLba.Value)));
    }

    [Fact]
    public void Plan_moves_everything_behind_the_gap_when_one_is_asked_for()
    {
        var layout = GptLayout.Plan(Disk(64, ("EFI", 10)) with { ArrayGapSectors = 20478 });

        Assert.Equal(20480, layout.PrimaryArray.Value);
        Assert.Equal(22528, layout.FirstUsable.Value);
    }

    [Theory]
    [InlineData(102)]
    [InlineData(1000)]
    public void Plan_accepts_the_smallest_disk_and_more(int mebibytes)
    {
        var options = Disk(mebibytes, ("EFI", 100));

        Assert.Single(GptLayout.Plan(options).Partitions);
    }

    [Fact]
    public void Plan_names_all_numbers_when_the_disk_is_too_small()
    {
        var error = Assert.Throws<InvalidInputException>(() => GptLayout.Plan(Disk(101, ("EFI", 100))));

        Assert.Equal("IMG2202", error.Code);
        Assert.Equal(
            "disk layout: Disk size 101 MiB (105906176 bytes) is too small for EFI 100 MiB and the partition tables. "
            + "Use 102 MiB or more.",
            error.Message);
    }

    [Fact]
    public void Plan_reports_all_problems_at_once()
    {
        var options = Disk(10, ("A", null), (new string('n', 37), 1));
        options = options with
        {
            DiskSize = new ByteSize(1_000_001),
            Partitions = [.. options.Partitions, new() { Name = "META", TypeGuid = Guid.Empty, Size = new ByteSize(513) }],
        };

        var message = Assert.Throws<InvalidInputException>(() => GptLayout.Plan(options)).Message;

        Assert.Contains("Disk size 1000001 is not a multiple", message, StringComparison.Ordinal);
        Assert.Contains("takes the rest of the disk, but 2 partitions follow", message, StringComparison.Ordinal);
        Assert.Contains("a name of 37 UTF-16 units; 36 fit", message, StringComparison.Ordinal);
        Assert.Contains("has 513 bytes, not a positive multiple", message, StringComparison.Ordinal);
        Assert.Contains("\"META\" has no type GUID", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_counts_name_units_not_characters()
    {
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 18));

        Assert.Equal(36, GptLayout.Plan(Disk(10, (emoji, 1))).Partitions[0].Name.Length);
        Assert.Throws<InvalidInputException>(() => GptLayout.Plan(Disk(10, (emoji + "\U0001F600", 1))));
    }

    [Fact]
    public void Plan_refuses_a_content_one_byte_too_large()
    {
        var exact = ExtentMap.FromSource(new MemorySource(new byte[1 << 20]));
        var larger = ExtentMap.FromSource(new MemorySource(new byte[(1 << 20) + 1]));
        var options = Disk(10, ("META", 1));

        GptLayout.Plan(With(options, exact));
        var error = Assert.Throws<InvalidInputException>(() => GptLayout.Plan(With(options, larger)));

        Assert.Contains("1048576 bytes) is too small for its content of 1048577 bytes; 1 bytes are missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Plan_allows_128_partitions(int count, bool allowed)
    {
        var options = Disk(200, [.. Enumerable.Range(0, count).Select(index => ($"P{index}", (int?)1))]);

        Assert.Equal(allowed, Record.Exception(() => GptLayout.Plan(options)) is null);
    }

    [Theory]
    [InlineData(513)]
    [InlineData(0)]
    [InlineData(2048)]
    public void Plan_refuses_other_sector_sizes(int sectorBytes)
    {
        var error = Assert.Throws<InvalidInputException>(() => GptLayout.Plan(Disk(10) with { SectorBytes = sectorBytes }));

        Assert.Contains($"Sector size {sectorBytes}", error.Message, StringComparison.Ordinal);
    }

    internal static GptDiskOptions Disk(int mebibytes, params (string Name, int? MiB)[] partitions) => new()
    {
        DiskSize = ByteSize.FromMiB(mebibytes),
        Partitions =
        [
            .. partitions.Select(partition => new GptPartitionOptions
            {
                Name = partition.Name,
                TypeGuid = GptPartitionTypes.LinuxData,
                Size = partition.MiB is { } size ? ByteSize.FromMiB(size) : null,
            }),
        ],
    };

    private static GptDiskOptions With(GptDiskOptions options, ExtentMap content) =>
        options with { Partitions = [options.Partitions[0] with { Content = content }] };
}
