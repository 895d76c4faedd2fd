using Imager.Core;
using Imager.Profiles.Meta;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Tests.Flags;

public sealed class ProfileOverridesTests
{
    [Fact]
    public void ApplyTo_writes_every_flag_into_its_key()
    {
        var flags = new ProfileOverrides
        {
            TargetVersion = "1.13.0",
            Platform = "nocloud",
            Arch = Architecture.Arm64,
            BaseInstallerImage = "example.org/i:1",
            ImageDiskSize = ByteSize.FromGiB(8),
            ExtraKernelArgs = ["a=1"],
            Meta = [new MetaValue(10, "x")],
            SystemExtensionImages = ["example.org/e:1"],
            OutputKind = OutputKind.Image,
            IsInsecure = true,
            ImageCache = "/cache",
            OverlayName = "o",
            OverlayImage = "example.org/o:1",
            OverlayOptions = new YamlMapping([new("k", new YamlText("v"))]),
            EmbeddedConfig = "machine: {}",
            IncludeWellKnownCerts = true,
            SecureBootSignerAddress = "unix:///a",
            PcrSignerAddress = "unix:///b",
            EnrollKeys = SdBootEnrollKeys.Force,
        };

        var dump = ProfileDump.ToYaml(flags.ApplyTo(new ImageProfile()));

        Assert.Equal(Fixtures.Read("Fixtures/every-flag.yaml"), dump);
    }

    [Fact]
    public void ApplyTo_changes_nothing_without_flags()
    {
        var profile = ProfileReader.ReadOrThrow(Fixtures.Read("Fixtures/profiles/aws-amd64-1.13.0.yaml"), "p");

        Assert.Equal(ProfileDump.ToYaml(profile), ProfileDump.ToYaml(ProfileOverrides.None.ApplyTo(profile)));
    }

    [Fact]
    public void ApplyTo_marks_extensions_of_the_document_insecure_but_not_the_overlay()
    {
        var profile = ProfileReader.ReadOrThrow(
            "input: {systemExtensions: [{imageRef: a}], imageCache: {imageRef: c}}\noverlay: {image: {imageRef: o}}", "p");

        var applied = new ProfileOverrides { IsInsecure = true }.ApplyTo(profile);

        Assert.True(applied.Input!.SystemExtensions![0].ForceInsecure);
        Assert.True(applied.Input.ImageCache!.ForceInsecure);
        Assert.Null(applied.Overlay!.Image!.ForceInsecure);
    }

    [Fact]
    public void Resolve_still_fills_the_base_installer_when_insecure()
    {
        var resolved = Resolve("installer", new ProfileOverrides { Arch = Architecture.Amd64, IsInsecure = true });

        Assert.Equal(
            new ContainerAsset { ImageRef = "ghcr.io/siderolabs/installer-base:1.15.0", ForceInsecure = true },
            resolved.Profile.Input!.BaseInstaller);
    }

    [Theory]
    [InlineData("registry.example.org/a/b:1", true)]
    [InlineData("localhost/a:1", true)]
    [InlineData("127.0.0.1:5000/a/b:latest", true)]
    [InlineData("ghcr.io/a/b@sha256:0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("ghcr.io/a/b", false)]
    [InlineData("library/alpine:3", false)]
    [InlineData("alpine:3", false)]
    [InlineData("./cache", false)]
    [InlineData("/var/cache.d/x:1", false)]
    public void ImageCache_is_a_reference_only_when_all_of_it_is_written(string text, bool isReference)
    {
        var cache = new ProfileOverrides { ImageCache = text }.ApplyTo(new ImageProfile()).Input!.ImageCache!;

        Assert.Equal(isReference ? (text, null) : (null, text), (cache.ImageRef, cache.OciPath));
    }

    [Fact]
    public void ApplyTo_writes_the_enroll_mode_into_both_options()
    {
        var output = new ProfileOverrides { EnrollKeys = SdBootEnrollKeys.Off }.ApplyTo(new ImageProfile()).Output!;

        Assert.Equal(SdBootEnrollKeys.Off, output.ImageOptions!.SdBootEnrollKeys);
        Assert.Equal(SdBootEnrollKeys.Off, output.IsoOptions!.SdBootEnrollKeys);
    }

    [Fact]
    public void Resolve_keeps_the_packing_when_the_kind_changes()
    {
        var resolved = Resolve("metal", new ProfileOverrides { Arch = Architecture.Amd64, OutputKind = OutputKind.Kernel });

        Assert.Equal((OutputKind.Kernel, OutFormat.Zst), (resolved.Profile.Kind, resolved.Profile.Output!.OutFormat));
    }

    [Fact]
    public void Resolve_refuses_flags_without_effect()
    {
        var flags = new ProfileOverrides
        {
            Arch = Architecture.Amd64,
            ImageDiskSize = ByteSize.FromGiB(8),
            OverlayOptions = YamlMapping.Empty,
        };

        var problems = new ProfileResolver(ProfileCatalog.BuiltIn)
            .Resolve(ProfileDocument.FromName("iso"), new ResolveOptions { Overrides = flags }).Problems;

        Assert.Equal(["IMG2470", "IMG2472"], problems.Select(problem => problem.Code));
    }

    [Fact]
    public void ResolveOrThrow_names_the_flag_that_is_wrong()
    {
        var document = ProfileReader.Read("arch: amd64\nplatform: metal\nbaseProfileName: iso\n", "p.yaml");
        var flags = new ProfileOverrides { Platform = "metl", PcrSignerAddress = "tcp://x" };

        var error = Assert.Throws<InvalidInputException>(() =>
            new ProfileResolver(ProfileCatalog.BuiltIn).ResolveOrThrow(document, new ResolveOptions { Overrides = flags }));

        Assert.StartsWith("--platform: unknown platform: \"metl\".", error.Message, StringComparison.Ordinal);
    }

    private static ResolvedProfile Resolve(string name, ProfileOverrides flags) =>
        new ProfileResolver(ProfileCatalog.BuiltIn)
            .ResolveOrThrow(ProfileDocument.FromName(name), new ResolveOptions { Overrides = flags });
}
