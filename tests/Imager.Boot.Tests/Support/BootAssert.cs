using System.Security.Cryptography;
using Imager.Build.Qemu;
using Imager.Extensions;
using Imager.Plan;
using Imager.Profiles;
using Imager.Tests.Assets;

namespace Imager.Boot.Tests.Support;

/// <summary>What every booted image must have delivered.</summary>
public static class BootAssert
{
    private const string EfiPartUuid = "bca5174b-0118-8a6a-af0b-2c6e1585acae";

    /// <summary>Fails unless the report is that of this case, booted from this image.</summary>
    public static void Delivered(BootCase boot, BuiltImage image, ProbeReport report)
    {
        Assert.Equal(boot.Firmware == QemuFirmware.Uefi ? "uefi" : "bios", report.One("firmware"));
        CommandLine(boot, image, report);
        Loader(boot, image, report);
        Network(boot, image.Network, report);
        if (boot.Image.IsIso)
        {
            IsoTree(boot, image, report);
        }
        else
        {
            Partitions(boot, report);
        }
    }

    private static void CommandLine(BootCase boot, BuiltImage image, ProbeReport report)
    {
        // GRUB's linux command puts the path it was given first; a UKI's section reaches the kernel as it is.
        var kernel = (boot.Loader, boot.Image.IsIso) switch
        {
            (Bootloader.SdBoot, _) => string.Empty,
            (_, true) => "BOOT_IMAGE=/boot/vmlinuz ",
            _ => "BOOT_IMAGE=/A/vmlinuz ",
        };
        Assert.Equal(kernel + image.Plan.CommandLine, report.One("cmdline"));
    }

    private static void Loader(BootCase boot, BuiltImage image, ProbeReport report)
    {
        var media = report.One("boot-media");
        var variables = report.All("efi");
        if (boot.Loader == Bootloader.SdBoot)
        {
            Assert.Contains(variables, line => line.StartsWith("LoaderInfo=systemd-boot ", StringComparison.Ordinal));
            Assert.Contains(variables, line => line.StartsWith("StubInfo=systemd-stub ", StringComparison.Ordinal));
        }
        else
        {
            Assert.DoesNotContain(variables, line => line.StartsWith("LoaderInfo=", StringComparison.Ordinal));
        }

        var expected = (boot.Loader, boot.Image.IsIso, boot.Bus) switch
        {
            (_, true, QemuBus.Cdrom) => $"by=iso9660 label={VolumeId(image)}",
            (Bootloader.SdBoot, _, _) => $"by=loader partuuid={EfiPartUuid}",
            (_, true, _) => $"by=iso9660 label={VolumeId(image)}",
            _ => "by=partition-name name=META",
        };
        Assert.EndsWith(expected, media, StringComparison.Ordinal);
    }

    /// <summary>META 0xa, byte for byte: in both copies of the partition, or in the command line of an ISO.</summary>
    private static void Network(BootCase boot, byte[] network, ProbeReport report)
    {
        Assert.Empty(report.All("meta-error"));
        Assert.Equal(Convert.ToBase64String(network), Convert.ToBase64String(report.MetaValue("a")));

        var value = $"key=0xa bytes={network.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(network))}";
        var values = report.All("meta").Where(line => line.Contains(" key=0xa ", StringComparison.Ordinal)).ToList();
        if (boot.Image.IsIso)
        {
            Assert.Equal([$"env {value}"], values);
            Assert.StartsWith("form=gzip ", report.One("meta-env"), StringComparison.Ordinal);
            Assert.Empty(report.All("meta-copy"));
            return;
        }

        var copies = report.All("meta-copy");
        Assert.Equal(2, copies.Count);
        Assert.EndsWith(" copy=1 valid", copies[0], StringComparison.Ordinal);
        Assert.EndsWith(" copy=2 valid", copies[1], StringComparison.Ordinal);
        Assert.Equal(copies.Select(copy => copy.Replace("valid", value, StringComparison.Ordinal)), values);
    }

    private static void Partitions(BootCase boot, ProbeReport report)
    {
        Assert.Contains(report.Mounts, line => IsMount(line, "vfat EFI"));
        Assert.Equal(
            boot.Image.Loader == Bootloader.DualBoot ? "dual-boot" : null,
            report.All("meta-value").Any(line => line.StartsWith("0x11 ", StringComparison.Ordinal))
                ? System.Text.Encoding.UTF8.GetString(report.MetaValue("11"))
                : null);
        if (boot.Image.Loader == Bootloader.SdBoot)
        {
            Assert.DoesNotContain(report.Mounts, line => line.StartsWith("mount-xfs ", StringComparison.Ordinal));
            return;
        }

        Assert.Contains(report.Mounts, line => IsMount(line, "xfs BOOT"));
        HasAsset(boot, report, "BOOT /A/vmlinuz", "vmlinuz-{0}");
        HasAsset(boot, report, "BOOT /A/initramfs.xz", "initramfs-{0}.xz");
    }

    private static void IsoTree(BootCase boot, BuiltImage image, ProbeReport report)
    {
        var volumeId = VolumeId(image);
        Assert.Contains(report.Mounts, line => IsMount(line, $"iso9660 {volumeId}"));
        if (boot.Image.Loader != Bootloader.SdBoot)
        {
            // The one copy that the UKI and the ISO tree share.
            HasAsset(boot, report, $"{volumeId} /boot/vmlinuz", "vmlinuz-{0}");
            if (!PrepareExtensions.IsNeeded(image.Plan))
            {
                HasAsset(boot, report, $"{volumeId} /boot/initramfs.xz", "initramfs-{0}.xz");
            }
        }
    }

    /// <summary>The kernel of the booted system read the file from the image: length and digest are the asset's.</summary>
    private static void HasAsset(BootCase boot, ProbeReport report, string file, string asset)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.AssetFolder, string.Format(asset, boot.Image.Architecture)));
        Assert.Contains(
            $"{file} {bytes.Length} sha256={Convert.ToHexStringLower(SHA256.HashData(bytes))}", report.All("file"));
    }

    private static string VolumeId(BuiltImage image) => Assert.IsType<OutputSpec.Iso>(image.Plan.Output).VolumeId;

    private static bool IsMount(string line, string what) =>
        line.StartsWith($"mount-{what} ", StringComparison.Ordinal) && line.EndsWith(" ok", StringComparison.Ordinal);
}
