using System.Text.RegularExpressions;
using Imager.Build.Processes;

namespace Imager.Build.Tests.Processes;

public partial class DebianPackageTests
{
    /// <summary>Programs of packages that every Debian has (priority required or important, or the SDK's own needs).</summary>
    private static readonly string[] Always =
        ["apt-get", "bash", "blkid", "cmp", "cp", "dd", "diff", "dpkg", "du", "env", "find", "gzip", "mount", "sh", "sha256sum", "tar", "timeout", "truncate", "umount"];

    /// <summary>From a newer Debian, by <see cref="FetchedTools"/>, without touching the machine.</summary>
    private const string Fetched = "cosign";

    /// <summary>Programs that come with another one of their package.</summary>
    private static readonly Dictionary<string, string> Siblings = new()
    {
        ["e2fsck"] = "debugfs",
        ["mkfs.ext4"] = "debugfs",
        ["fdisk"] = "sfdisk",
        ["grub-mkimage"] = "grub-fstest",
        ["llvm-readobj"] = "llvm-objcopy",
        ["mcopy"] = "mdir",
        ["minfo"] = "mdir",
        ["mlabel"] = "mdir",
        ["mtype"] = "mdir",
        ["mattrib"] = "mdir",
        ["mmd"] = "mdir",
        ["mkfs.vfat"] = "fsck.vfat",
        ["mksquashfs"] = "unsquashfs",
        ["modprobe"] = "depmod",
        ["mkfs.xfs"] = "xfs_repair",
        ["xfs_db"] = "xfs_repair",
        ["objcopy"] = "objdump",
        ["sbsign"] = "sbverify",
    };

    [Fact]
    public void TestTools_brings_every_program_that_tests_call()
    {
        var known = DebianPackage.TestTools.SelectMany(package => package.Probes).Concat(Always).Append(Fetched).ToHashSet();

        var unknown = Calls().Distinct()
            .Where(program => !known.Contains(Siblings.GetValueOrDefault(program, program)))
            .Order();

        var list = string.Join(", ", unknown);
        Assert.True(list.Length == 0, $"no package of DebianPackage.TestTools is known to bring {list}; add it there or below");
    }

    [Fact]
    public void IsInstalled_looks_for_programs_and_paths()
    {
        Assert.True(new DebianPackage("dash", "sh").IsInstalled);
        Assert.True(new DebianPackage("base-files", "/no/such/file", "/etc").IsInstalled);
        Assert.False(new DebianPackage("none", "no-such-program", "/no/such/file").IsInstalled);
    }

    private static IEnumerable<string> Calls()
    {
        var tests = BuildPaths.Find(Environment.GetEnvironmentVariable).Tests;
        return Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Call().Matches(File.ReadAllText(file)))
            .SelectMany(match => match.Groups["program"].Captures.Select(capture => capture.Value));
    }

    [GeneratedRegex(@"\bTool\.(?:(?:Run|RunChecked)\(\s*""(?<program>[^""]+)""|IsMissing\((?:\s*""(?<program>[^""]+)"",?)+\))")]
    private static partial Regex Call();
}
