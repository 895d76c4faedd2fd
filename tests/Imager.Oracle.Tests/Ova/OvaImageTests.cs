using Imager.Core;
using Imager.Formats.Ova;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Ova;

[Trait("Category", "Oracle")]
public sealed class OvaImageTests
{
    private static readonly OvaOptions Options = new("talos", 15, 0x1234_5678, SourceDateEpoch.Default);

    [Fact]
    public void Write_is_a_tar_whose_order_hashes_and_disk_hold()
    {
        if (Tool.IsMissing("tar", "qemu-img", "sha256sum"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var disk = SampleDisks.Sparse(64 << 20);
        var path = folder.PathOf("image.ova");
        using (var output = File.Create(path))
        {
            OvaImage.Write(disk, output, Options, threads: 2, CancellationToken.None);
        }

        Assert.Equal("disk.ovf\ndisk.mf\ndisk.vmdk\n", Tool.RunChecked("tar", "-tf", path));
        var listing = Tool.RunChecked("tar", "--utc", "-tvf", path);
        Assert.All(listing.TrimEnd().Split('\n'), line => Assert.Matches("^-rw-r--r-- 0/0 .* 2025-10-09 08:53 ", line));
        Tool.RunChecked("tar", "-xf", path, "-C", folder.Folder);
        var sums = File.ReadAllLines(folder.PathOf("disk.mf")).Select(line => line.Split('(', ')', '=', ' ')).ToList();
        Assert.All(sums, parts => Assert.StartsWith(parts[^1], Tool.RunChecked("sha256sum", folder.PathOf(parts[1])), StringComparison.Ordinal));
        Assert.Equal(["disk.vmdk", "disk.ovf"], sums.Select(parts => parts[1]));
        QemuImg.AssertClean(folder.PathOf("disk.vmdk"), "vmdk");
        QemuImg.AssertHolds(folder, folder.PathOf("disk.vmdk"), "vmdk", disk);
    }
}
