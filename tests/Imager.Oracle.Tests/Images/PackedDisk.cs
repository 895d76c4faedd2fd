using Imager.Oracle.Tests.Support;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Oracle.Tests.Images;

/// <summary>A delivered disk image, checked layer by layer with the programs its users have.</summary>
internal sealed class PackedDisk(TempArtifact folder, Product product, OutputSpec.Disk disk)
{
    /// <summary>gzip takes a minute to expand 8 GiB of zeroes; the other tools take seconds.</summary>
    private const long MaxGzipBytes = 5L << 30;

    /// <summary>Lists the packing; when thorough, tests and unpacks it and compares the disk with an unpacked twin.</summary>
    public async Task AssertSoundAsync(bool isThorough)
    {
        if (!isThorough || (product.Plan.OutFormat == OutFormat.Gz && disk.Plan.DiskSize.Bytes > MaxGzipBytes))
        {
            AssertListed();
            return;
        }

        var container = Unpack();
        var (image, format) = disk.Format switch
        {
            DiskFormat.Ova => (UnpackOva(container), "vmdk"),
            DiskFormat.Vhd => (container, "vpc"),
            DiskFormat.Qcow2 => (container, "qcow2"),
            _ => (container, "raw"),
        };
        if (format is "qcow2" or "vmdk")
        {
            QemuImg.AssertClean(image, format);
        }

        Assert.Equal(disk.Plan.DiskSize.Bytes, QemuImg.VirtualBytes(image, format));
        using var other = new TempArtifact();
        var twin = await Product.BuildAsync(
            other,
            Product.RawDiskProfile(other, product.Plan.Profile.Platform!, disk.Plan.DiskSize.Bytes, disk.Plan.SectorBytes),
            "--arch", product.Plan.Architecture.Name, "--target-version", product.Plan.Version);
        var verdict = Tool.RunChecked("qemu-img", "compare", "-f", "raw", "-F", format, twin.Path, image);
        Assert.Contains("identical", verdict, StringComparison.Ordinal);
    }

    private void AssertListed()
    {
        switch (product.Plan.OutFormat)
        {
            case OutFormat.Zst:
                Tool.RunChecked("zstd", "-l", product.Path);
                break;
            case OutFormat.Xz:
                var totals = Tool.RunChecked("xz", "--robot", "-l", product.Path).Split('\n')
                    .Single(line => line.StartsWith("totals", StringComparison.Ordinal));
                var unpackedBytes = long.Parse(totals.Split('\t')[4]);
                Assert.True(disk.Format != DiskFormat.Raw || unpackedBytes == disk.Plan.DiskSize.Bytes, totals);
                break;
            case OutFormat.TarGz:
                Assert.Matches($@"\s{disk.Plan.DiskSize.Bytes}\s.*\sdisk\.raw\n$", Tool.RunChecked("tar", "-tvzf", product.Path));
                break;
            case OutFormat.Gz:
                // Nothing lists a gzip file without expanding it; the disk's beginning will do.
                var head = folder.PathOf("head");
                Tool.RunChecked("bash", "-c", $"gzip -dc '{product.Path}' 2>/dev/null | head -c 8M >'{head}'");
                Tool.RunChecked("truncate", "-s", $"{disk.Plan.DiskSize.Bytes}", head);
                Assert.Contains("EFI System", Tool.Run("fdisk", "-l", head).Output, StringComparison.Ordinal);
                break;
            case OutFormat.Raw when disk.Format == DiskFormat.Ova:
                Assert.Equal("disk.ovf\ndisk.mf\ndisk.vmdk\n", Tool.RunChecked("tar", "-tf", product.Path));
                break;
            case OutFormat.Raw when disk.Format == DiskFormat.Qcow2:
                QemuImg.AssertClean(product.Path, "qcow2");
                break;
            default:
                Assert.True(new FileInfo(product.Path).Length > 0);
                break;
        }
    }

    /// <summary>Removes the outer packing and returns the disk format's file.</summary>
    private string Unpack()
    {
        var target = folder.PathOf(product.Plan.AssetName);
        switch (product.Plan.OutFormat)
        {
            case OutFormat.Zst:
                Tool.RunChecked("zstd", "-t", "-q", product.Path);
                Tool.RunChecked("zstd", "-d", "-q", "--sparse", product.Path, "-o", target);
                return target;
            case OutFormat.Xz:
                Tool.RunChecked("xz", "-t", product.Path);
                Tool.RunChecked("xz", "-dk", product.Path);
                return target;
            case OutFormat.Gz:
                // Like gzip -t, and keeps what comes out.
                Tool.RunChecked(
                    "bash", "-o", "pipefail", "-c",
                    $"gzip -dc '{product.Path}' | dd of='{target}' bs=1M conv=sparse iflag=fullblock status=none");
                return target;
            case OutFormat.TarGz:
                Assert.Equal("disk.raw\n", Tool.RunChecked("tar", "-tzf", product.Path));
                Tool.RunChecked("tar", "-xzSf", product.Path, "-C", folder.Folder);
                return folder.PathOf("disk.raw");
            default:
                return product.Path;
        }
    }

    private string UnpackOva(string ova)
    {
        Assert.Equal("disk.ovf\ndisk.mf\ndisk.vmdk\n", Tool.RunChecked("tar", "-tf", ova));
        Tool.RunChecked("tar", "-xf", ova, "-C", folder.Folder);
        foreach (var line in File.ReadAllLines(folder.PathOf("disk.mf")))
        {
            var parts = line.Split('(', ')', '=', ' ');
            Assert.StartsWith(parts[^1], Tool.RunChecked("sha256sum", folder.PathOf(parts[1])), StringComparison.Ordinal);
        }

        return folder.PathOf("disk.vmdk");
    }
}
