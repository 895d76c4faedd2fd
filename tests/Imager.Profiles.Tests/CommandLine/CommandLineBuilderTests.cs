using Imager.Core;
using Imager.Profiles.CommandLine;
using Imager.Profiles.Meta;

namespace Imager.Profiles.Tests.CommandLine;

public sealed class CommandLineBuilderTests
{
    private const string Since114 = "slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never";
    private const string Until19 = "init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512";

    [Theory]
    [InlineData("metal", "amd64", "1.7.0", "talos.platform=metal console=ttyS0 console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512")]
    [InlineData("metal", "amd64", "1.6.7", "talos.platform=metal console=ttyS0 console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512")]
    [InlineData("metal", "arm64", "1.6.7", "talos.platform=metal console=ttyS0 console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512")]
    [InlineData("metal", "arm64", "1.7.0", "talos.platform=metal console=ttyAMA0 console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512")]
    [InlineData("metal", "amd64", "1.10.1", "talos.platform=metal console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on ima_template=ima-ng ima_appraise=fix ima_hash=sha512 selinux=1")]
    [InlineData("metal", "amd64", "1.11.0", "talos.platform=metal console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on selinux=1")]
    [InlineData("metal", "amd64", "1.13.0", "talos.platform=metal console=tty0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    [InlineData("metal", "amd64", "1.14.0", "talos.platform=metal console=tty0 slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    [InlineData("metal", "arm64", "1.14.0", "talos.platform=metal console=ttyAMA0 console=tty0 slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    [InlineData("aws", "amd64", "1.13.0", "talos.platform=aws console=tty1 console=ttyS0 net.ifnames=0 init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    [InlineData("aws", "amd64", "1.14.0", "talos.platform=aws console=tty1 console=ttyS0 net.ifnames=0 nvme_core.io_timeout=4294967295 slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 module.sig_enforce=1 proc_mem.force_override=never")]
    public void Build_gives_the_recorded_line(string profile, string arch, string version, string expected) =>
        Assert.Equal(expected, Build(profile, arch, version));

    [Theory]
    [InlineData("akamai", "amd64", "console=ttyS0 console=tty0 console=tty1 net.ifnames=0")]
    [InlineData("alibabacloud", "arm64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("aws", "arm64", "console=tty1 console=ttyS0 net.ifnames=0 nvme_core.io_timeout=4294967295")]
    [InlineData("azure", "amd64", "console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 net.ifnames=0 talos.dashboard.disabled=1 sysctl.kernel.kexec_load_disabled=1")]
    [InlineData("cloudstack", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("container", "amd64", "")]
    [InlineData("digital-ocean", "amd64", "console=ttyS0 console=tty0 console=tty1 net.ifnames=0")]
    [InlineData("equinixMetal", "amd64", "console=ttyS1,115200n8")]
    [InlineData("equinixMetal", "arm64", "console=ttyAMA0,115200")]
    [InlineData("packet", "amd64", "console=ttyS1,115200n8")]
    [InlineData("exoscale", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("gcp", "amd64", "console=ttyS0 net.ifnames=0 talos.dashboard.disabled=1 sysctl.kernel.kexec_load_disabled=1")]
    [InlineData("hcloud", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("nocloud", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("opennebula", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("openstack", "amd64", "console=tty1 console=ttyS0 net.ifnames=0")]
    [InlineData("oracle", "amd64", "console=tty1 console=ttyS0 net.ifnames=0 talos.dashboard.disabled=1")]
    [InlineData("scaleway", "amd64", "console=tty1 console=ttyS0 net.ifnames=0 talos.dashboard.disabled=1")]
    [InlineData("upcloud", "amd64", "net.ifnames=0")]
    [InlineData("vmware", "amd64", "talos.config=guestinfo console=tty0 console=ttyS0 earlyprintk=ttyS0,115200 net.ifnames=0")]
    [InlineData("vmware", "arm64", "talos.config=guestinfo console=tty0 console=ttyAMA0 net.ifnames=0")]
    [InlineData("vultr", "amd64", "net.ifnames=0")]
    public void Build_adds_the_platform_arguments(string platform, string arch, string expected)
    {
        var name = platform == "packet" ? "equinixMetal" : platform;
        var separator = expected.Length == 0 ? string.Empty : " ";

        var line = Build("iso", arch, "1.15.0", new ProfileOverrides { Platform = platform });

        Assert.StartsWith($"talos.platform={name}{separator}{expected} talos.halt_if_installed=1 {Since114}", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("azure", "console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 net.ifnames=0 talos.dashboard.disabled=1")]
    [InlineData("gcp", "console=ttyS0 net.ifnames=0 talos.dashboard.disabled=1")]
    public void Build_leaves_kexec_alone_when_the_target_is_1_6(string profile, string expected) =>
        Assert.Equal($"talos.platform={profile} {expected} {Until19}", Build(profile, "amd64", "1.6.7"));

    [Theory]
    [InlineData("rpi_generic", "talos.platform=metal console=tty0 console=ttyAMA0,115200 talos.board=rpi_generic sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1")]
    [InlineData("rock64", "talos.platform=metal console=tty0 console=ttyS2,115200n8 talos.board=rock64 talos.dashboard.disabled=1")]
    [InlineData("rockpi_4", "talos.platform=metal console=tty0 console=ttyS2,1500000n8 talos.board=rockpi_4 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1")]
    [InlineData("pine64", "talos.platform=metal console=tty0 console=ttyS0,115200 talos.board=pine64 talos.dashboard.disabled=1")]
    [InlineData("jetson_nano", "talos.platform=metal console=tty0 console=ttyS0,115200 talos.board=jetson_nano sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1")]
    public void Build_sets_a_boards_console_in_place(string board, string expected) =>
        Assert.Equal($"{expected} {Until19}", Build(board, "arm64", "1.6.7"));

    [Theory]
    [InlineData("1.7.0", "")]
    [InlineData("1.8.0", "talos.halt_if_installed=1 ")]
    public void Build_halts_installed_machines_from_1_8_on(string version, string expected)
    {
        var line = Build("iso", "arm64", version);

        Assert.StartsWith($"talos.platform=metal console=ttyAMA0 console=tty0 {expected}init_on_alloc=1", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.6.7", true)]
    [InlineData("1.13.9", true)]
    [InlineData("1.14.0", false)]
    [InlineData("", false)]
    public void Build_locks_down_when_secure_boot_targets_below_1_14(string version, bool expected) =>
        Assert.Equal(expected, Build("secureboot-iso", "amd64", version).EndsWith(" lockdown=confidentiality", StringComparison.Ordinal));

    [Fact]
    public void Build_puts_overlay_before_defaults_and_meta_before_extra_arguments()
    {
        var overrides = new ProfileOverrides { Meta = [new MetaValue(10, "foo")], ExtraKernelArgs = ["a=1", "console=ttyS5"] };
        var extras = new CommandLineExtras("MHhhPWZvbw==", ["console=ttyX", "board=1"]);

        var line = Build("iso", "amd64", "1.15.0", overrides, extras);

        Assert.Equal(
            $"talos.platform=metal console=ttyS5 talos.halt_if_installed=1 board=1 {Since114} talos.environment=INSTALLER_META_BASE64=MHhhPWZvbw== a=1",
            line);
    }

    [Fact]
    public void Build_leaves_meta_to_the_partition_of_a_disk_image()
    {
        var overrides = new ProfileOverrides { Meta = [new MetaValue(10, "foo")] };

        var line = Build("metal", "amd64", "1.15.0", overrides);

        Assert.DoesNotContain("INSTALLER_META", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_refuses_meta_without_its_encoding() =>
        Assert.Throws<ArgumentException>(
            () => Build("iso", "amd64", "1.15.0", new ProfileOverrides { Meta = [new MetaValue(10, "foo")] }));

    private static string Build(
        string profile, string arch, string version, ProfileOverrides? overrides = null, CommandLineExtras? extras = null)
    {
        var flags = (overrides ?? ProfileOverrides.None) with { Arch = Architecture.Parse(arch) };
        var document = ProfileDocument.FromRecord(new ImageProfile { BaseProfileName = profile, Version = version });
        flags = version.Length == 0 ? flags : flags with { TargetVersion = version };
        var resolved = new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(document, new ResolveOptions { Overrides = flags });
        var effective = version.Length == 0 ? resolved.Profile with { Version = string.Empty } : resolved.Profile;
        return CommandLineBuilder.Build(effective, extras ?? CommandLineExtras.None).ToString();
    }
}
