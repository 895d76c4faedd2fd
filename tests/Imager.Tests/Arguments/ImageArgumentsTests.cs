using Imager.Arguments;
using Imager.Core;
using Imager.Profiles;
using Imager.Tests.Support;

namespace Imager.Tests.Arguments;

public sealed class ImageArgumentsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_flag_of_the_Talos_imager_reaches_the_profile()
    {
        var file = folder.Write("config.yaml", "version: v1alpha1\n"u8.ToArray());
        var profile = Parse(
            "metal", "--platform", "aws", "--arch", "arm64", "--base-installer-image", "r/i:1", "--extra-kernel-arg", "a=b c",
            "--extra-kernel-arg", "-pti", "--meta", "0xc=1", "--meta", "0xd=2", "--system-extension-image", "r/a:1",
            "--system-extension-image=r/b:1", "--image-disk-size", "8gib", "--insecure", "--image-cache", "ghcr.io/x/cache:1",
            "--overlay-name", "rpi", "--overlay-image", "r/o:1", "--overlay-option", "k=v", "--embedded-config-path", file,
            "--secureboot-include-well-known-certs", "--secureboot-signer-address", "unix:///s", "--pcr-signer-address", "unix:///p",
            "--secureboot-enroll-keys", "force", "--target-version", "1.14.2").Plans[0].Profile;

        Assert.Equal(("aws", Architecture.Arm64, "1.14.2"), (profile.Platform, profile.Arch, profile.Version));
        Assert.Equal(new ContainerAsset { ImageRef = "r/i:1", ForceInsecure = true }, profile.Input!.BaseInstaller);
        Assert.Equal(["r/a:1", "r/b:1"], profile.Input.SystemExtensions!.Select(extension => extension.ImageRef));
        Assert.All(profile.Input.SystemExtensions!, extension => Assert.True(extension.ForceInsecure));
        Assert.Equal(["a=b c", "-pti"], profile.Customization!.ExtraKernelArgs);
        Assert.Equal([(12, "1"), (13, "2")], profile.Customization.MetaContents!.Select(value => ((int)value.Key, value.Value)));
        Assert.Equal("version: v1alpha1\n", profile.Customization.EmbeddedMachineConfiguration);
        Assert.Equal("ghcr.io/x/cache:1", profile.Input.ImageCache!.ImageRef);
        Assert.Equal(("rpi", "r/o:1", "r/o:1"), (profile.Overlay!.Name, profile.Overlay.Image!.ImageRef, profile.Input.OverlayInstaller!.ImageRef));
        Assert.Equal(8L << 30, profile.Output!.ImageOptions!.DiskSizeBytes);
        Assert.Equal(SdBootEnrollKeys.Force, profile.Output.ImageOptions.SdBootEnrollKeys);
        Assert.Equal("unix:///s", profile.Input.SecureBoot!.SecureBootSigner!.SignerAddress);
        Assert.Equal("unix:///p", profile.Input.SecureBoot.PcrSigner!.SignerAddress);
        Assert.True(profile.Input.SecureBoot.IncludeWellKnownCerts);
    }

    [Fact]
    public void Flags_about_the_run_reach_the_write_options()
    {
        var run = Parse("metal", "--arch", "amd64", "--output", "there", "--threads", "3", "--compression-level", "7", "--checksum", "--assets", "a");

        Assert.Equal(("there", 3, 7, true, "a"), (
            run.WriteOptions.OutputFolder, run.WriteOptions.Threads, run.WriteOptions.CompressionLevel, run.WriteOptions.WriteChecksum, run.AssetsFolder));
    }

    [Fact]
    public void Output_is_slash_out_by_default() => Assert.Equal("/out", Parse("metal").WriteOptions.OutputFolder);

    [Fact]
    public void Profiles_folder_adds_names()
    {
        folder.Write("mine.yaml", "baseProfileName: aws\narch: arm64\n"u8.ToArray());

        Assert.Equal("aws-arm64.raw.zst", Parse("mine", "--profiles", folder.Path).Plans[0].FileName.Replace("amd64", "arm64", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_were_read_are_remembered()
    {
        var inputs = new InputFiles(() => string.Empty);
        var file = folder.Write("value", "text"u8.ToArray());

        ImageArguments.Parse(["metal", "--meta", $"0xc=@{file}"], inputs);

        Assert.Equal([file], inputs.Paths);
    }

    [Fact]
    public void Value_may_come_from_standard_input() =>
        Assert.Equal(
            "from input",
            ImageArguments.Parse(["metal", "--meta", "0xc=@-"], new InputFiles(() => "from input")).Plans[0].MetaValues[0].Value);

    [Fact]
    public void Empty_folder_is_named() =>
        Assert.Equal("IMG2702", Assert.Throws<InvalidInputException>(() => Parse(folder.Path)).Code);

    [Fact]
    public void Missing_profiles_folder_is_exit_code_6() =>
        Assert.Equal("IMG6005", Assert.Throws<FileAccessException>(() => Parse("metal", "--profiles", folder.File("absent"))).Code);

    [Theory]
    [InlineData("IMG2736", "metal", "--plann")]
    [InlineData("IMG2738", "metal", "--arch")]
    [InlineData("IMG2740", "metal", "--pcr-signer-address", "/run/s")]
    [InlineData("IMG2743", "-", "-")]
    public void Wrong_words_are_refused(string code, params string[] words) =>
        Assert.Equal(
            code,
            Assert.Throws<InvalidInputException>(
                () => ImageArguments.Parse(words, new InputFiles(() => "baseProfileName: metal\narch: amd64\n"))).Code);

    [Theory]
    [InlineData("--insecure")]
    [InlineData("--secureboot-include-well-known-certs")]
    [InlineData("--base-installer-image", "r/i:1")]
    [InlineData("--secureboot-enroll-keys", "off")]
    public void Flag_that_changes_nothing_is_warned_about(params string[] flag) =>
        Assert.Contains($"IMG2739 {flag[0]} has no effect", Assert.Single(Parse(["metal", .. flag]).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("installer", "--insecure")]
    [InlineData("installer", "--base-installer-image", "r/i:1")]
    [InlineData("secureboot-iso", "--secureboot-enroll-keys", "force")]
    public void Flag_that_changes_something_is_not(params string[] words) => Assert.Empty(Parse(words).Warnings);

    [Fact]
    public void Every_option_is_in_one_group()
    {
        var set = new ImageOptionSet();
        var properties = typeof(ImageOptionSet).GetProperties()
            .Select(property => property.GetValue(set)).OfType<System.CommandLine.Option>().Select(option => option.Name);

        Assert.Equal(properties.Order(StringComparer.Ordinal), set.All.Select(option => option.Name).Order(StringComparer.Ordinal));
    }

    private static ImageRun Parse(params string[] words) => ImageArguments.Parse(words, new InputFiles(() => string.Empty));
}
