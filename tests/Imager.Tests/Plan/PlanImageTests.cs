using System.Text;
using Imager.Core;
using Imager.Plan;
using Imager.Profiles;
using Imager.Profiles.Meta;
using Imager.Tests.Support;

namespace Imager.Tests.Plan;

/// <summary>Every built-in profile plans for every target version and architecture.</summary>
public sealed class PlanImageTests
{
    private static readonly string[] Versions =
        ["1.6.7", "1.7.0", "1.8.0", "1.9.0", "1.10.0", "1.11.0", "1.12.0", "1.13.0", "1.14.0", "1.15.0"];

    public static TheoryData<string, string, string> Targets { get; } = AllTargets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Plan_of_a_built_in_profile_is_consistent(string name, string version, string arch)
    {
        var plan = Plan(name, version, arch);

        Assert.StartsWith(plan.AssetName, plan.FileName, StringComparison.Ordinal);
        Assert.Contains($"-{arch}", plan.FileName, StringComparison.Ordinal);
        Assert.StartsWith("talos.platform=", plan.CommandLine, StringComparison.Ordinal);
        Assert.Equal(version, plan.Version);
        AssertDisk(plan.Output as OutputSpec.Disk);
    }

    [Theory]
    [InlineData("1.6.7")]
    [InlineData("1.9.0")]
    [InlineData("1.10.0")]
    [InlineData("1.15.0")]
    public void Plans_of_a_version_in_one_table(string version) =>
        Snapshots.Match($"plans-{version}", string.Concat(
            ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version)).Select(entry => Row(entry.Name, version))));

    [Theory]
    [InlineData("metal", "1.10.0", "amd64", true)]
    [InlineData("metal", "1.9.0", "amd64", false)]
    [InlineData("metal", "1.10.0", "arm64", false)]
    [InlineData("secureboot-metal", "1.10.0", "amd64", false)]
    [InlineData("iso", "1.10.0", "amd64", false)]
    public void Dual_boot_disks_alone_carry_the_bootloader_value(string name, string version, string arch, bool expected)
    {
        var keys = Plan(name, version, arch).MetaValues.Select(value => value.Key);

        Assert.Equal(expected, keys.Contains(MetaKey.DiskImageBootloader));
    }

    [Fact]
    public void Values_go_into_the_partition_of_a_disk_and_onto_the_command_line_of_the_rest()
    {
        var overrides = new ProfileOverrides { Meta = [new MetaValue(0xc, "text")] };

        var disk = Plan("metal", "1.15.0", "amd64", overrides);
        var iso = Plan("iso", "1.15.0", "amd64", overrides);

        Assert.DoesNotContain("INSTALLER_META_BASE64", disk.CommandLine, StringComparison.Ordinal);
        Assert.EndsWith("talos.environment=INSTALLER_META_BASE64=MHhjPXRleHQ=", iso.CommandLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(262_088, false)]
    [InlineData(262_089, true)]
    public void Values_are_measured_against_the_partition(int valueBytes, bool isRefused)
    {
        var overrides = new ProfileOverrides { Meta = [new MetaValue(0xc, new string('x', valueBytes))] };

        var error = Record.Exception(() => Plan("metal", "1.15.0", "arm64", overrides));

        Assert.Equal(isRefused ? "IMG2744" : null, (error as InvalidInputException)?.Code);
    }

    [Fact]
    public void Last_of_equal_keys_counts_against_the_partition()
    {
        var overrides = new ProfileOverrides { Meta = [new MetaValue(0xc, new string('x', 300_000)), new MetaValue(0xc, "short")] };

        Assert.Equal(2, Plan("metal", "1.15.0", "arm64", overrides).MetaValues.Count);
    }

    [Fact]
    public void Dual_boot_on_arm64_is_refused() =>
        Assert.Equal(
            "IMG2710",
            Assert.Throws<InvalidInputException>(() => PlanDisk.Create(
                new ImageOptions { DiskSizeBytes = 8L << 30, Bootloader = Bootloader.DualBoot },
                new VersionGates(TargetVersion.Default),
                Architecture.Arm64)).Code);

    [Fact]
    public void Disk_without_a_bootloader_is_refused() =>
        Assert.Equal(
            "IMG2711",
            Assert.Throws<InvalidInputException>(() => PlanDisk.Create(
                new ImageOptions { DiskSizeBytes = 8L << 30 }, new VersionGates(TargetVersion.Default), Architecture.Amd64)).Code);

    private static void AssertDisk(OutputSpec.Disk? disk)
    {
        if (disk is null)
        {
            return;
        }

        var partitions = disk.Plan.Layout.Partitions;
        Assert.Equal(partitions.Select(partition => partition.FirstLba.Value).Order(), partitions.Select(partition => partition.FirstLba.Value));
        Assert.True((partitions[^1].LastLba.Value + 1) * disk.Plan.SectorBytes < disk.Plan.DiskSize.Bytes);
        Assert.NotNull(disk.Plan.Find(PartitionNames.Meta));
        Assert.All(partitions, partition => Assert.Equal(0, partition.FirstLba.Value * disk.Plan.SectorBytes % (1 << 20)));
    }

    private static string Row(string name, string version)
    {
        var text = new StringBuilder();
        foreach (var arch in Architectures(name))
        {
            var plan = Plan(name, version, arch);
            var disk = plan.Output as OutputSpec.Disk;
            text.Append(name.PadRight(24)).Append(plan.FileName.PadRight(44));
            text.AppendJoin(' ', disk?.Plan.Layout.Partitions.Select(partition => partition.Name) ?? []);
            text.Append(disk is null ? EnumSpelling.Of(plan.Profile.Kind) : $" = {disk.Plan.DiskSize}").Append('\n');
        }

        return text.ToString();
    }

    private static BuildPlan Plan(string name, string version, string arch, ProfileOverrides? overrides = null)
    {
        var options = new ResolveOptions
        {
            Overrides = (overrides ?? ProfileOverrides.None) with { Arch = Architecture.Parse(arch), TargetVersion = version },
        };
        return PlanImage.Create(new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(ProfileDocument.FromName(name), options));
    }

    /// <summary>Boards of 1.6 exist for arm64 alone.</summary>
    private static string[] Architectures(string name) =>
        ProfileCatalog.BuiltIn.Find(name, TargetVersion.Default) is null ? ["arm64"] : ["amd64", "arm64"];

    private static TheoryData<string, string, string> AllTargets()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var version in Versions)
        {
            foreach (var entry in ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version)))
            {
                foreach (var arch in Architectures(entry.Name))
                {
                    data.Add(entry.Name, version, arch);
                }
            }
        }

        return data;
    }
}
