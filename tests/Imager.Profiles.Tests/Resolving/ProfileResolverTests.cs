using Imager.Core;

namespace Imager.Profiles.Tests.Resolving;

public sealed class ProfileResolverTests
{
    [Fact]
    public void Resolve_follows_bases_through_a_directory_to_the_built_in_profile()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments(
        [
            Named("site", "baseProfileName: metal\nversion: 1.10.3\ncustomization: {extraKernelArgs: [site=1]}\n"),
            Named("rack", "baseProfileName: site\ncustomization: {extraKernelArgs: [rack=7]}\n"),
        ]);

        var profile = Resolve(catalog, "baseProfileName: rack\narch: arm64\ncustomization: {extraKernelArgs: [node=3]}\n").Profile;

        Assert.Equal(["site=1", "rack=7", "node=3"], profile.Customization!.ExtraKernelArgs!);
        Assert.Equal(("1.10.3", "metal", Bootloader.SdBoot), (profile.Version, profile.Platform, profile.Output!.ImageOptions!.Bootloader));
        Assert.Null(profile.BaseProfileName);
    }

    [Fact]
    public void Resolve_reports_a_circle_of_bases()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments(
            [Named("a", "baseProfileName: b\n"), Named("b", "\n\nbaseProfileName: a\n")]);

        var error = Assert.Throws<InvalidInputException>(() => Resolve(catalog, "baseProfileName: a\n"));

        Assert.Equal("IMG2441", error.Code);
        Assert.Equal("b.yaml:3:18: base profiles form a circle: a -> b -> a. Remove one baseProfileName.", error.Message);
    }

    [Fact]
    public void Resolve_reports_a_profile_that_builds_on_itself()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments([Named("metal", "baseProfileName: metal\n")]);

        Assert.Equal("IMG2441", Assert.Throws<InvalidInputException>(() => Resolve(catalog, "baseProfileName: metal\n")).Code);
    }

    [Fact]
    public void Resolve_reports_what_is_wrong_in_a_base()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments([Named("mine", "baseProfileName: metal\nsecurboot: true\n")]);

        var error = Assert.Throws<InvalidInputException>(() => Resolve(catalog, "baseProfileName: mine\narch: amd64\n"));

        Assert.StartsWith("mine.yaml:2:1: unknown key \"securboot\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_grows_the_size_of_an_overlays_profile()
    {
        var catalog = ProfileCatalog.BuiltIn.WithOverlayProfiles([Named("rpi_generic",
            "arch: arm64\nplatform: metal\nsecureboot: false\nsomething: new\noutput:\n  kind: image\n  outFormat: .xz\n  imageOptions:\n    diskSize: 1306525696\n    diskFormat: raw\n    bootloader: grub\n")]);

        var options = Resolve(catalog, "baseProfileName: rpi_generic\n").Profile.Output!.ImageOptions!;

        Assert.Equal((ByteSize.FromMiB(2246).Bytes, Bootloader.Grub), (options.DiskSizeBytes, options.Bootloader));
    }

    [Fact]
    public void Resolve_uses_the_default_architecture_only_when_nothing_else_names_one()
    {
        var options = new ResolveOptions { DefaultArch = Architecture.Amd64 };
        var resolver = new ProfileResolver(ProfileCatalog.BuiltIn);
        var board = ProfileReader.Read("baseProfileName: rock64\nversion: 1.6.7\n", "p");

        Assert.Equal(Architecture.Amd64, resolver.ResolveOrThrow(ProfileDocument.FromName("metal"), options).Profile.Arch);
        Assert.Equal(Architecture.Arm64, resolver.ResolveOrThrow(board, options).Profile.Arch);
    }

    [Fact]
    public void Resolve_fills_board_inputs_for_arm64_targets_of_1_6()
    {
        var input = Resolve(ProfileCatalog.BuiltIn, "baseProfileName: rock64\nversion: v1.6.7\n").Profile.Input!;

        Assert.Equal("/usr/install/arm64/dtb", input.Dtb!.Path);
        Assert.Equal("/usr/install/arm64/u-boot", input.UBoot!.Path);
        Assert.Equal("/usr/install/arm64/raspberrypi-firmware", input.RpiFirmware!.Path);
        Assert.Equal("ghcr.io/siderolabs/installer:v1.6.7", input.BaseInstaller!.ImageRef);
    }

    [Fact]
    public void Resolve_takes_databases_that_exist()
    {
        var options = new ResolveOptions
        {
            PresentFiles = new HashSet<string>
            {
                ProfileDefaults.PlatformKeyPath, ProfileDefaults.KeyExchangeKeyPath, ProfileDefaults.SignatureKeyPath,
            },
        };
        var document = ProfileReader.Read("baseProfileName: secureboot-iso\narch: amd64\n", "p");

        var dump = ProfileDump.ToYaml(new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(document, options).Profile);

        Assert.Contains(
            "    platformKeyPath: /secureboot/PK.auth\n    keyExchangeKeyPath: /secureboot/KEK.auth\n    signatureKeyPath: /secureboot/db.auth\n",
            dump,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ResolveOrThrow_points_into_the_base_that_wrote_the_value()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments([Named("site", "baseProfileName: iso\narch: arm64\nplatform: moon\n")]);

        var error = Assert.Throws<InvalidInputException>(() => Resolve(catalog, "baseProfileName: site\n"));

        Assert.StartsWith("site.yaml:3:11: unknown platform: \"moon\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseProfileName: secureboot-metal\narch: amd64\noutput: {imageOptions: {bootloader: grub}}", "IMG2445", Bootloader.SdBoot)]
    [InlineData("baseProfileName: metal\narch: arm64\nboard: rock64\noutput: {imageOptions: {bootloader: dual-boot}}", "IMG2446", Bootloader.DualBoot)]
    public void Resolve_warns_where_the_talos_imager_overrides_when_lenient(string text, string code, Bootloader expected)
    {
        var document = ProfileReader.Read(text, "p", isLenient: true);

        var resolved = new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(document, new ResolveOptions { IsLenient = true });

        Assert.Equal([code], resolved.Warnings.Select(warning => warning.Code));
        Assert.Equal(expected, resolved.Profile.Output!.ImageOptions!.Bootloader);
        Assert.Null(resolved.Profile.Board);
    }

    [Fact]
    public void Resolve_stops_after_a_text_that_is_no_yaml()
    {
        var resolved = new ProfileResolver(ProfileCatalog.BuiltIn).Resolve(ProfileReader.Read("a: [", "p"), ResolveOptions.None);

        Assert.Equal(["IMG2400"], resolved.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Resolve_of_an_effective_profile_changes_nothing()
    {
        var dump = ProfileDump.ToYaml(Resolve(ProfileCatalog.BuiltIn, "baseProfileName: aws\narch: amd64\n").Profile);

        var again = ProfileDump.ToYaml(Resolve(ProfileCatalog.BuiltIn, dump).Profile);

        Assert.Equal(dump, again);
    }

    private static KeyValuePair<string, (string SourceName, string Text)> Named(string name, string text) =>
        new(name, ($"{name}.yaml", text));

    private static ResolvedProfile Resolve(ProfileCatalog catalog, string text) =>
        new ProfileResolver(catalog).ResolveOrThrow(ProfileReader.Read(text, "p.yaml"), ResolveOptions.None);
}
