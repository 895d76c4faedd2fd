namespace Imager.Profiles.Tests.Versions;

/// <summary>Each gate just below and at its boundary, with a pre-release of it, and without a version.</summary>
public sealed class VersionGatesTests
{
    private static readonly Dictionary<string, Func<VersionGates, bool>> Gates = new()
    {
        ["reset"] = gates => gates.ResetMenuEntry,
        ["uki"] = gates => gates.UkiSupport,
        ["meta-gzip"] = gates => gates.CompressedMetaEnvironment,
        ["overlay"] = gates => gates.OverlaySupport,
        ["zstd"] = gates => gates.Zstd,
        ["iso-label"] = gates => gates.IsoLabel,
        ["halt"] = gates => gates.HaltIfInstalled,
        ["skip-data"] = gates => gates.SkipDataPartitions,
        ["selinux"] = gates => gates.SelinuxArgument,
        ["sd-boot"] = gates => gates.UseSdBootForUefi,
        ["usr-merge"] = gates => gates.UsrMerge,
        ["uki-profiles"] = gates => gates.UkiProfiles,
        ["unified"] = gates => gates.UnifiedInstaller,
        ["2g-boot"] = gates => gates.TwoGibibyteBoot,
        ["sig"] = gates => gates.ModuleSignatureEnforcement,
        ["embedded"] = gates => gates.EmbeddedConfig,
        ["iso-bootloader"] = gates => gates.IsoBootloaderOption,
        ["proc-mem"] = gates => gates.ProcMemArgument,
        ["drop-init"] = gates => gates.DropInitOnAlloc,
        ["nvme-aws"] = gates => gates.NvmeTimeoutOnAwsOnly,
        ["xfs-ag"] = gates => gates.XfsMinimumAllocationGroup64GiB,
        ["ttyS0"] = gates => gates.MetalSerialConsole,
        ["ima"] = gates => gates.ImaArguments,
        ["lockdown"] = gates => gates.ForcedLockdown,
        ["is-1.6"] = gates => gates.IsVersion16OrOlder,
    };

    [Theory]
    [InlineData("reset", "1.3.9", "1.4.0", true)]
    [InlineData("uki", "1.4.8", "1.5.0", true)]
    [InlineData("meta-gzip", "1.6.2", "1.6.3", true)]
    [InlineData("overlay", "1.6.7", "1.7.0", true)]
    [InlineData("zstd", "1.7.6", "1.8.0", true)]
    [InlineData("iso-label", "1.7.6", "1.8.0", true)]
    [InlineData("halt", "1.7.6", "1.8.0", true)]
    [InlineData("skip-data", "1.7.6", "1.8.0", true)]
    [InlineData("selinux", "1.9.5", "1.10.0", true)]
    [InlineData("sd-boot", "1.9.5", "1.10.0", false)]
    [InlineData("usr-merge", "1.9.5", "1.10.0", true)]
    [InlineData("uki-profiles", "1.9.5", "1.10.0", true)]
    [InlineData("unified", "1.9.5", "1.10.0", true)]
    [InlineData("2g-boot", "1.10.9", "1.11.0", true)]
    [InlineData("sig", "1.11.6", "1.12.0", true)]
    [InlineData("embedded", "1.11.6", "1.12.0", true)]
    [InlineData("iso-bootloader", "1.11.6", "1.12.0", true)]
    [InlineData("proc-mem", "1.12.3", "1.13.0", true)]
    [InlineData("drop-init", "1.13.2", "1.14.0", true)]
    [InlineData("nvme-aws", "1.13.2", "1.14.0", true)]
    [InlineData("xfs-ag", "1.13.2", "1.14.0", true)]
    public void Gate_opens_at_its_version(string gate, string below, string at, bool whenUnknown)
    {
        Assert.False(Ask(gate, below));
        Assert.True(Ask(gate, at));
        Assert.True(Ask(gate, at + "-alpha.0"));
        Assert.Equal(whenUnknown, Ask(gate, string.Empty));
    }

    [Theory]
    [InlineData("ttyS0", "1.7.6", "1.8.0")]
    [InlineData("ima", "1.10.99", "1.11.0")]
    [InlineData("ima", "1.10.0-alpha.1", "1.10.100")]
    [InlineData("lockdown", "1.13.9", "1.14.0")]
    [InlineData("is-1.6", "1.6.99", "1.7.0")]
    public void Gate_closes_at_its_version(string gate, string below, string at)
    {
        Assert.True(Ask(gate, below));
        Assert.False(Ask(gate, at));
        Assert.False(Ask(gate, "no version"));
    }

    [Theory]
    [InlineData("1.7.9", "6.1")]
    [InlineData("1.8.0", "6.6")]
    [InlineData("1.9.9", "6.6")]
    [InlineData("1.10.0", "6.12")]
    [InlineData("1.12.9", "6.12")]
    [InlineData("1.13.0", "6.18")]
    [InlineData("", "6.18")]
    public void XfsKernelLine_follows_the_target(string version, string expected) =>
        Assert.Equal(expected, new VersionGates(TargetVersion.Parse(version)).XfsKernelLine);

    [Fact]
    public void CompressedMetaEnvironment_keeps_pre_releases_apart_under_the_old_rule() =>
        Assert.False(new VersionGates(TargetVersion.Parse("1.6.3-beta.0", VersionRule.KeepPreRelease)).CompressedMetaEnvironment);

    private static bool Ask(string gate, string version) => Gates[gate](new VersionGates(TargetVersion.Parse(version)));
}
