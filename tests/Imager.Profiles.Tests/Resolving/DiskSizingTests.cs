using Imager.Core;

namespace Imager.Profiles.Tests.Resolving;

public sealed class DiskSizingTests
{
    private static readonly ProfileResolver Resolver = new(ProfileCatalog.BuiltIn);

    [Theory]
    [InlineData("metal", "amd64", "1.6.7", 1246)]
    [InlineData("metal", "amd64", "1.9.0", 1246)]
    [InlineData("metal", "amd64", "1.10.0", 2247)]
    [InlineData("metal", "arm64", "1.10.0", 1246)]
    [InlineData("metal", "amd64", "1.11.0", 4247)]
    [InlineData("metal", "arm64", "1.14.0", 2246)]
    [InlineData("secureboot-metal", "amd64", "1.12.0", 2246)]
    [InlineData("aws", "amd64", "1.10.0", 9193)]
    [InlineData("aws", "arm64", "1.12.0", 9192)]
    [InlineData("aws", "amd64", "1.12.0", 11193)]
    [InlineData("exoscale", "amd64", "1.10.0", 11241)]
    [InlineData("exoscale", "amd64", "1.14.0", 13241)]
    [InlineData("exoscale", "arm64", "1.14.0", 11240)]
    public void Resolve_grows_a_default_size_with_the_layout(string profile, string arch, string version, long mebibytes) =>
        Assert.Equal(ByteSize.FromMiB(mebibytes).Bytes, SizeOf($"baseProfileName: {profile}\narch: {arch}\nversion: {version}\n"));

    [Fact]
    public void Resolve_grows_by_1000_MiB_when_grub_is_chosen() =>
        Assert.Equal(
            ByteSize.FromMiB(2246).Bytes,
            SizeOf("baseProfileName: metal\narch: amd64\nversion: 1.11.0\noutput: {imageOptions: {bootloader: grub}}\n"));

    [Fact]
    public void Resolve_chooses_grub_when_the_version_is_unreadable()
    {
        var options = Resolver.Resolve(
            ProfileReader.Read("baseProfileName: metal\narch: arm64\nversion: latest\n", "p"), ResolveOptions.None).Profile.Output!.ImageOptions!;

        Assert.Equal((Bootloader.Grub, ByteSize.FromMiB(2246).Bytes), (options.Bootloader, options.DiskSizeBytes));
    }

    [Theory]
    [InlineData("1.15.0", 4304408064)]
    [InlineData("1.15.0", 8589934592)]
    [InlineData("1.9.0", 1306525696)]
    public void Resolve_honours_a_persons_size_exactly(string version, long bytes) =>
        Assert.Equal(bytes, SizeOf($"baseProfileName: metal\narch: amd64\nversion: {version}\noutput: {{imageOptions: {{diskSize: {bytes}}}}}\n"));

    [Fact]
    public void Resolve_honours_the_flag_exactly()
    {
        var overrides = new ProfileOverrides { Arch = Architecture.Amd64, ImageDiskSize = ByteSize.FromGiB(5) };

        var resolved = Resolver.ResolveOrThrow(ProfileDocument.FromName("metal"), new ResolveOptions { Overrides = overrides });

        Assert.Equal(ByteSize.FromGiB(5).Bytes, resolved.Profile.Output!.ImageOptions!.DiskSizeBytes);
    }

    [Fact]
    public void Resolve_grows_a_persons_size_like_the_talos_imager_when_lenient()
    {
        var document = ProfileReader.Read(
            "baseProfileName: metal\narch: amd64\noutput: {imageOptions: {diskSize: 1306525696}}\n", "p", isLenient: true);

        var resolved = Resolver.ResolveOrThrow(document, new ResolveOptions { IsLenient = true });

        Assert.Equal(ByteSize.FromMiB(4247).Bytes, resolved.Profile.Output!.ImageOptions!.DiskSizeBytes);
    }

    [Fact]
    public void Resolve_accepts_the_least_size_and_refuses_one_sector_less()
    {
        const string Text = "baseProfileName: metal\narch: amd64\nversion: 1.15.0\noutput: {imageOptions: {diskSize: ";
        var least = ByteSize.FromMiB(1 + 2101 + 1 + 2000 + 1).Bytes + (33 * 512);

        var error = Assert.Throws<InvalidInputException>(() => SizeOf($"{Text}{least - 512}}}}}\n"));

        Assert.Equal(least, SizeOf($"{Text}{least}}}}}\n"));
        Assert.Equal(
            $"p.yaml:4:35: diskSize {least - 512} (4202512 KiB) is too small: 4105 MiB = start 1 MiB + EFI 2101 MiB + BIOS 1 MiB + BOOT 2000 MiB "
            + "+ META 1 MiB + backup GPT, rounded up to 1 MiB. Set it to 4304404480 or more, or leave it out for the profile's default.",
            error.Message);
    }

    [Theory]
    [InlineData("1.6.7", Bootloader.Grub, 512, 2, 1 + 100 + 1 + 1000 + 1 + 100 + 1)]
    [InlineData("1.6.7", Bootloader.SdBoot, 512, 2, 1 + 1101 + 1 + 100 + 1)]
    [InlineData("1.9.0", Bootloader.Grub, 512, 2, 1 + 100 + 1 + 1000 + 1)]
    [InlineData("1.10.0", Bootloader.DualBoot, 512, 2, 1 + 1101 + 1 + 1000 + 1)]
    [InlineData("1.11.0", Bootloader.SdBoot, 4096, 2, 1 + 2101 + 1)]
    [InlineData("1.6.7", Bootloader.Grub, 512, 2048, 2 + 100 + 1 + 1000 + 1 + 100 + 1)]
    [InlineData("1.6.7", Bootloader.Grub, 512, 20480, 11 + 100 + 1 + 1000 + 1 + 100 + 1)]
    public void MinimumDiskSize_adds_partitions_and_both_tables(
        string version, Bootloader bootloader, int sectorBytes, int entriesLba, long mebibytes)
    {
        var partitions = DiskSizing.Partitions(new VersionGates(TargetVersion.Parse(version)), bootloader);

        var minimum = DiskSizing.MinimumDiskSize(partitions, sectorBytes, entriesLba);

        Assert.Equal(ByteSize.FromMiB(mebibytes).Bytes + (128 * 128) + sectorBytes, minimum.Bytes);
    }

    private static long? SizeOf(string text) =>
        Resolver.ResolveOrThrow(ProfileReader.Read(text, "p.yaml"), ResolveOptions.None).Profile.Output!.ImageOptions!.DiskSizeBytes;
}
