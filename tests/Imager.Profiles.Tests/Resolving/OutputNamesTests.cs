using Imager.Core;

namespace Imager.Profiles.Tests.Resolving;

public sealed class OutputNamesTests
{
    [Theory]
    [InlineData("metal", "amd64", "1.15.0", null, "metal-amd64.raw.zst")]
    [InlineData("metal", "amd64", "1.7.6", null, "metal-amd64.raw.xz")]
    [InlineData("metal-4k", "arm64", "1.15.0", null, "metal-arm64.raw.zst")]
    [InlineData("gcp", "amd64", "1.15.0", null, "gcp-amd64.raw.tar.gz")]
    [InlineData("akamai", "amd64", "1.15.0", null, "akamai-amd64.raw.gz")]
    [InlineData("azure", "amd64", "1.6.7", null, "azure-amd64.vhd.xz")]
    [InlineData("alibabacloud", "arm64", "1.15.0", null, "alibabacloud-arm64.qcow2")]
    [InlineData("vmware", "amd64", "1.15.0", null, "vmware-amd64.ova")]
    [InlineData("secureboot-metal", "amd64", "1.15.0", null, "metal-amd64-secureboot.raw.zst")]
    [InlineData("iso", "arm64", "1.15.0", null, "metal-arm64.iso")]
    [InlineData("secureboot-iso", "amd64", "1.15.0", null, "metal-amd64-secureboot.iso")]
    [InlineData("installer", "arm64", "1.15.0", null, "installer-arm64.tar")]
    [InlineData("secureboot-installer", "amd64", "1.15.0", null, "installer-amd64-secureboot.tar")]
    [InlineData("metal-uki", "amd64", "1.15.0", null, "metal-amd64-uki.efi")]
    [InlineData("secureboot-metal-uki", "amd64", "1.15.0", null, "metal-amd64-secureboot-uki.efi")]
    [InlineData("rpi_generic", "arm64", "1.6.7", null, "metal-rpi_generic-arm64.raw.xz")]
    [InlineData("iso", "amd64", "1.15.0", OutputKind.Kernel, "kernel-amd64")]
    [InlineData("iso", "amd64", "1.15.0", OutputKind.Initramfs, "initramfs-metal-amd64.xz")]
    [InlineData("iso", "amd64", "1.15.0", OutputKind.Cmdline, "cmdline-metal-amd64")]
    [InlineData("metal", "amd64", "1.15.0", OutputKind.Kernel, "kernel-amd64.zst")]
    [InlineData("metal", "amd64", "1.6.7", OutputKind.Kernel, "kernel-amd64.xz")]
    public void Packed_names_the_file(string profile, string arch, string version, OutputKind? kind, string expected)
    {
        var overrides = new ProfileOverrides { Arch = Architecture.Parse(arch), TargetVersion = version, OutputKind = kind };

        var resolved = new ProfileResolver(ProfileCatalog.BuiltIn)
            .ResolveOrThrow(ProfileDocument.FromName(profile), new ResolveOptions { Overrides = overrides });

        Assert.Equal(expected, OutputNames.Packed(resolved.Profile));
    }

    [Fact]
    public void Packed_refuses_a_profile_without_a_kind() =>
        Assert.Throws<ArgumentException>(() => OutputNames.Packed(new ImageProfile()));
}
