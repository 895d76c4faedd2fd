using Imager.Core;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Tests.Plan;

/// <summary>The sum that profiles are checked by and the table that is made in the end must agree to the sector.</summary>
public sealed class DiskMinimumTests
{
    public static TheoryData<string, Bootloader, int> Layouts { get; } = AllLayouts();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Smallest_disk_of_a_profile_is_the_smallest_that_can_be_laid_out(string version, Bootloader loader, int sectorBytes)
    {
        var gates = new VersionGates(TargetVersion.Parse(version));
        var minimum = DiskSizing.MinimumDiskSize(DiskSizing.Partitions(gates, loader), sectorBytes);

        var plan = PlanDisk.Create(Options(minimum.Bytes), gates, Architecture.Amd64);

        Assert.Equal(minimum, plan.DiskSize);
        var error = Assert.Throws<InvalidInputException>(
            () => PlanDisk.Create(Options(minimum.Bytes - sectorBytes), gates, Architecture.Amd64));
        Assert.Equal("IMG2202", error.Code);

        ImageOptions Options(long diskBytes) =>
            new() { Bootloader = loader, DiskSizeBytes = diskBytes, DiskSectorSizeBytes = sectorBytes };
    }

    private static TheoryData<string, Bootloader, int> AllLayouts()
    {
        string[] versions = ["1.6.0", "1.9.0", "1.10.0", "1.15.0"];
        Bootloader[] loaders = [Bootloader.Grub, Bootloader.SdBoot, Bootloader.DualBoot];
        var layouts = new TheoryData<string, Bootloader, int>();
        foreach (var version in versions)
        {
            foreach (var loader in loaders)
            {
                layouts.Add(version, loader, 512);
                layouts.Add(version, loader, 4096);
            }
        }

        return layouts;
    }
}
