using Imager.Core;
using Imager.Formats.Fat;

namespace Imager.Formats.Tests.Fat;

public class FatGeometryTests
{
    [Theory]
    [InlineData(1, 512, FatType.Auto, FatType.Fat12, 512)]
    [InlineData(4, 512, FatType.Auto, FatType.Fat16, 512)]
    [InlineData(100, 512, FatType.Fat32, FatType.Fat32, 512)]
    [InlineData(100, 512, FatType.Fat16, FatType.Fat16, 2048)]
    [InlineData(100, 4096, FatType.Auto, FatType.Fat16, 4096)]
    [InlineData(260, 512, FatType.Fat32, FatType.Fat32, 512)]
    [InlineData(261, 512, FatType.Fat32, FatType.Fat32, 4096)]
    [InlineData(261, 4096, FatType.Fat32, FatType.Fat32, 4096)]
    [InlineData(1101, 512, FatType.Fat32, FatType.Fat32, 4096)]
    [InlineData(2101, 512, FatType.Auto, FatType.Fat32, 4096)]
    [InlineData(10240, 512, FatType.Fat32, FatType.Fat32, 8192)]
    public void Plan_chooses_type_and_cluster(int mebibytes, int sectorBytes, FatType asked, FatType type, int clusterBytes)
    {
        var geometry = FatGeometry.Plan(
            new() { Size = ByteSize.FromMiB(mebibytes), SectorBytes = sectorBytes, Type = asked });

        Assert.Equal((type, clusterBytes), (geometry.Type, geometry.ClusterBytes));
        Assert.Equal(type, FatGeometry.TypeOf(geometry.ClusterCount));
    }

    [Fact]
    public void Plan_aligns_fat32_data_to_4096_bytes()
    {
        var geometry = FatGeometry.Plan(new() { Size = ByteSize.FromMiB(101), Type = FatType.Fat32 });

        Assert.Equal(0, geometry.ClusterOffsetBytes(2) % 4096);
    }

    [Fact]
    public void Plan_makes_the_smallest_fat_that_covers_all_clusters()
    {
        var geometry = FatGeometry.Plan(new() { Size = ByteSize.FromMiB(100), Type = FatType.Fat32 });

        Assert.InRange((geometry.FatBytes / 4) - (geometry.ClusterCount + 2), 0, 127);
    }

    [Theory]
    [InlineData(FatType.Fat12, 4084)]
    [InlineData(FatType.Fat16, 65524)]
    public void Plan_reaches_the_limit_of_a_type_and_refuses_one_more(FatType type, int clusters)
    {
        var tooLarge = Enumerable.Range(clusters, clusters)
            .Select(sectors => new FatOptions { Size = new ByteSize(sectors * 512L), Type = type, ClusterBytes = 512 })
            .First(options => Record.Exception(() => FatGeometry.Plan(options)) is not null);

        var largest = FatGeometry.Plan(tooLarge with { Size = new ByteSize(tooLarge.Size.Bytes - 512) });
        var error = Assert.Throws<InvalidInputException>(() => FatGeometry.Plan(tooLarge));

        Assert.Equal(clusters, largest.ClusterCount);
        Assert.Contains($"are {clusters + 1} clusters; {type} has", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 512, 4096, "are 25", "Use 257 MiB or more")]
    [InlineData(100, 4096, null, "are 25", "Use 257 MiB or more")]
    [InlineData(32, 512, null, "are 6", "Use 33 MiB or more")]
    public void Plan_refuses_a_fat32_that_firmware_refuses(int mebibytes, int sectorBytes, int? clusterBytes, string count, string advice)
    {
        var options = new FatOptions
        {
            Size = ByteSize.FromMiB(mebibytes),
            SectorBytes = sectorBytes,
            ClusterBytes = clusterBytes,
            Type = FatType.Fat32,
        };

        var error = Assert.Throws<InvalidInputException>(() => FatGeometry.Plan(options));

        Assert.Equal("IMG2212", error.Code);
        Assert.Contains(count, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 512, null, "IMG2212")]
    [InlineData(1000, 512, null, "IMG2210")]
    [InlineData(1 << 20, 1024, null, "IMG3200")]
    [InlineData(1 << 20, 512, 256, "IMG2211")]
    [InlineData(1 << 20, 512, 3000, "IMG2211")]
    [InlineData(1 << 20, 512, 65536, "IMG2211")]
    public void Plan_refuses_impossible_sizes(long sizeBytes, int sectorBytes, int? clusterBytes, string code)
    {
        var options = new FatOptions { Size = new ByteSize(sizeBytes), SectorBytes = sectorBytes, ClusterBytes = clusterBytes };

        Assert.Equal(code, Assert.ThrowsAny<ImagerException>(() => FatGeometry.Plan(options)).Code);
    }
}
