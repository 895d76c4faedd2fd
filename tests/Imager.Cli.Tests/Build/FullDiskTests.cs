using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Build;

/// <summary>A disk that is full midway: exit code 6, the numbers, the old artifact, and no temp file.</summary>
public sealed class FullDiskTests
{
    private const string Old = "the artifact of the last run";

    [Theory]
    [InlineData("iso", "metal-amd64.iso")]
    [InlineData("metal", "metal-amd64.raw.zst")]
    [InlineData("alibabacloud", "alibabacloud-amd64.qcow2")]
    [InlineData("gcp", "gcp-amd64.raw.tar.gz")]
    public void Full_disk_is_reported_with_numbers_and_changes_nothing(string profile, string name)
    {
        if (SmallAssets.AreMissing || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        using var folder = new TempFolder();
        using var disk = SmallDisk.TryMount(folder.Folder("disk"), "4m");
        if (disk is null)
        {
            return;
        }

        File.WriteAllText(Path.Combine(disk.Folder, name), Old);

        var result = Build(new CliProcess(), profile, disk.Folder);

        result.AssertRefused(6, "IMG6010");
        Assert.Contains("bytes are free", result.Complaint, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(disk.Folder, name)], Directory.GetFiles(disk.Folder));
        Assert.Equal(Old, File.ReadAllText(Path.Combine(disk.Folder, name)));
    }

    [Theory]
    [InlineData("iso", "metal-amd64.iso")]
    [InlineData("metal", "metal-amd64.raw.zst")]
    public void File_size_limit_is_reported_and_changes_nothing(string profile, string name)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        folder.Write(name, Old);

        // The runtime maps a large anonymous file for its code unless told not to, which such a limit forbids.
        var limited = new CliProcess
        {
            Shell = "ulimit -f 2000;",
            Environment = new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" },
        };
        var result = Build(limited, profile, folder.Path);

        result.AssertRefused(6, "IMG6600");
        Assert.Equal([folder.PathOf(name)], Directory.GetFiles(folder.Path));
        Assert.Equal(Old, File.ReadAllText(folder.PathOf(name)));
    }

    [Fact]
    public void Output_that_is_no_folder_is_reported()
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        var file = folder.Write("file", Old);

        Build(new CliProcess(), "iso", file).AssertRefused(6, "IMG6012");

        Assert.Equal(Old, File.ReadAllText(file));
    }

    private static CliResult Build(CliProcess process, string profile, string output) =>
        process.Run(profile, "--arch", "amd64", "--assets", Repository.AssetFolder, "--output", output);
}
