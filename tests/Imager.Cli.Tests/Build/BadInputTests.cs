using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Build;

/// <summary>Wrong input costs a person one paragraph, and nothing on the disk.</summary>
public sealed class BadInputTests
{
    public static TheoryData<int, string, string[]> Refusals => new()
    {
        { 2, "IMG2463", ["isso"] },
        { 2, "IMG2703", [] },
        { 2, "IMG2500", ["iso", "--meta", "0xa"] },
        { 2, "IMG2501", ["iso", "--meta", "300=x"] },
        { 2, "IMG2502", ["iso", "--meta", "0=x"] },
        { 2, "IMG2520", ["iso", "--meta", "0xa=no mapping"] },
        { 2, "IMG2704", ["metal", "metal-4k"] },
        { 2, "IMG2860", ["metal", "--system-extension-image", "no reference"] },
        { 4, "IMG4001", ["iso", "--assets", "/nonexistent"] },
        { 6, "IMG6004", ["iso", "--meta", "0xa=@/nonexistent"] },
        { 6, "IMG6004", ["iso", "--meta", "0xa=@/tmp"] },
        { 6, "IMG6651", ["iso", "--system-extension-image", "/nonexistent"] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refusal_is_one_paragraph_with_its_code_and_leaves_nothing(int exitCode, string code, string[] words)
    {
        using var folder = new TempFolder();

        var result = new CliProcess().Run([.. words, "--arch", "amd64", "--output", folder.PathOf("out")]);

        result.AssertRefused(exitCode, code);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Unreadable_meta_file_is_named()
    {
        if (Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv"))
        {
            return;
        }

        using var folder = new TempFolder();
        var secret = folder.Write("secret.yaml", "hostnames: []\n");
        File.SetUnixFileMode(secret, Environment.IsPrivilegedProcess ? UnixFileMode.UserRead : UnixFileMode.None);

        var result = (new CliProcess() with { Wrapper = OtherUser.Words }).Run(
            "iso", "--meta", $"0xa=@{secret}", "--output", folder.PathOf("out"));

        result.AssertRefused(6, "IMG6004");
        Assert.Contains($"\"{secret}\"", result.Complaint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }

    [Theory]
    [InlineData("metal")]
    [InlineData("iso", "metal")]
    public void Payload_larger_than_its_partition_is_found_before_the_first_output_is_written(params string[] profiles)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        var assets = Directory.CreateDirectory(folder.PathOf("assets")).FullName;
        foreach (var path in Directory.GetFileSystemEntries(SmallAssets.Folder))
        {
            File.CreateSymbolicLink(Path.Combine(assets, Path.GetFileName(path)), path);
        }

        var initramfs = Path.Combine(assets, "initramfs-amd64.xz");
        File.Delete(initramfs);
        using (var sparse = File.Create(initramfs))
        {
            sparse.SetLength(3L << 30);
        }

        var result = new CliProcess().Run([.. profiles, "--arch", "amd64", "--assets", assets, "--output", folder.PathOf("out")]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("2101 MiB", result.Complaint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }

    [Fact]
    public void Unknown_profile_is_answered_with_the_nearest_one()
    {
        var result = new CliProcess().Run("isso", "--output", "/nonexistent");

        Assert.Contains("Did you mean \"iso\"?", result.Complaint, StringComparison.Ordinal);
    }
}
