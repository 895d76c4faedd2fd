using System.Security.Cryptography;

namespace Imager.Cli.Tests.Support;

/// <summary>A place to run the command in: folder, user, time zone, locale, umask and copies of the boot assets.</summary>
internal sealed class Surroundings(TempFolder folder, string name, string assets)
{
    /// <summary>Everything that must not matter is different.</summary>
    public bool AreOther { get; init; }

    public string Epoch { get; init; } = "1700000000";

    /// <summary>Builds, and returns the SHA-256 of each file by its name.</summary>
    public SortedDictionary<string, string> Build(params string[] words)
    {
        var work = folder.Folder(AreOther ? $"{name} with a longer name" : name);
        var output = Path.Combine(work, "out");
        var process = new CliProcess
        {
            WorkingDirectory = work,
            Shell = AreOther ? "umask 077;" : "umask 022;",
            Wrapper = AreOther ? OtherUser.Words : [],
            Environment = new Dictionary<string, string>
            {
                ["SOURCE_DATE_EPOCH"] = Epoch,
                ["TZ"] = AreOther ? "Pacific/Kiritimati" : "UTC",
                ["LC_ALL"] = AreOther ? "tr_TR.UTF-8" : "C",
                ["HOME"] = work,
                ["TMPDIR"] = work,
                ["DOTNET_CLI_HOME"] = work,
            },
        };

        var inputs = AreOther ? CopyOfAssets(work) : assets;
        var result = process.Run([.. words, "--assets", inputs, "--output", AreOther ? "out" : output]);

        Assert.True(result.ExitCode == 0, result.Error);
        return new SortedDictionary<string, string>(
            Directory.GetFiles(output).ToDictionary(path => Path.GetFileName(path), HashOf), StringComparer.Ordinal);
    }

    /// <summary>The same files at another path, made in another order, with other times and rights.</summary>
    private string CopyOfAssets(string work)
    {
        var target = Path.Combine(work, "assets");
        var files = Directory.GetFiles(assets, "*", SearchOption.AllDirectories).Where(IsAsset);
        foreach (var path in files.OrderDescending(StringComparer.Ordinal))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(assets, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
            File.SetLastWriteTimeUtc(copy, DateTime.UnixEpoch.AddDays(1));
        }

        return target;
    }

    /// <summary>artifacts/ holds much else.</summary>
    private bool IsAsset(string path) =>
        new[] { "vmlinuz-", "initramfs-", "sd-", "grub-" }.Any(
            start => Path.GetRelativePath(assets, path).StartsWith(start, StringComparison.Ordinal));

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
