using Imager.Core;

namespace Imager.Profiles.Tests.Catalog;

public sealed class ProfileCatalogTests
{
    private static readonly string[] Of16 =
    [
        "aws", "azure", "bananapi_m64", "digital-ocean", "exoscale", "gcp", "hcloud", "installer", "iso", "jetson_nano",
        "libretech_all_h3_cc_h5", "metal", "nanopi_r4s", "nocloud", "openstack", "oracle", "pine64", "rock64", "rockpi_4", "rockpi_4c",
        "rpi_generic", "scaleway", "secureboot-installer", "secureboot-iso", "secureboot-metal", "upcloud", "vmware", "vultr",
    ];

    [Fact]
    public void List_has_the_32_current_profiles()
    {
        var names = ProfileCatalog.BuiltIn.List(TargetVersion.Default).Select(entry => entry.Name).ToList();

        Assert.Equal(32, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData("1.6.7")]
    [InlineData("v1.6.0-beta.1")]
    public void List_has_the_set_of_the_v1_6_imager(string version) =>
        Assert.Equal(Of16, ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version)).Select(entry => entry.Name));

    [Fact]
    public void List_describes_every_profile() =>
        Assert.All(
            ProfileCatalog.BuiltIn.List(TargetVersion.Default).Concat(ProfileCatalog.BuiltIn.List(TargetVersion.Parse("1.6.7"))),
            entry => Assert.EndsWith(".", entry.Description, StringComparison.Ordinal));

    [Theory]
    [InlineData("metal", "1.6.7", OutFormat.Xz)]
    [InlineData("metal", "1.7.9", OutFormat.Xz)]
    [InlineData("metal", "1.8.0", OutFormat.Zst)]
    [InlineData("metal", "latest", OutFormat.Zst)]
    [InlineData("digital-ocean", "1.6.7", OutFormat.Gz)]
    [InlineData("gcp", "1.6.7", OutFormat.TarGz)]
    [InlineData("vmware", "1.7.0", OutFormat.Raw)]
    [InlineData("cloudstack", "1.7.0", OutFormat.Xz)]
    [InlineData("rock64", "1.6.7", OutFormat.Xz)]
    public void Get_picks_the_document_of_the_target(string name, string version, OutFormat expected) =>
        Assert.Equal(expected, ProfileCatalog.BuiltIn.Get(name, TargetVersion.Parse(version)).Document.Profile.Output!.OutFormat);

    [Theory]
    [InlineData("metall", "1.15.0", "unknown base profile \"metall\". Did you mean \"metal\"?")]
    [InlineData("rock64", "1.7.0", "boards were replaced by overlays in 1.7")]
    [InlineData("metal-4k", "1.6.7", "it came after 1.6")]
    [InlineData("../metal", "1.15.0", "unknown base profile")]
    public void Get_explains_a_missing_profile(string name, string version, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() => ProfileCatalog.BuiltIn.Get(name, TargetVersion.Parse(version)));

        Assert.Equal("IMG2440", error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithDocuments_hides_a_built_in_profile_and_reads_its_description()
    {
        var catalog = ProfileCatalog.BuiltIn.WithDocuments([new("metal", ("metal.yaml", "# Ours.\narch: arm64\n"))]);

        var entry = catalog.Get("metal", TargetVersion.Default);

        Assert.Equal(("Ours.", false, Architecture.Arm64), (entry.Description, entry.IsBuiltIn, entry.Document.Profile.Arch));
        Assert.Equal(32, catalog.List(TargetVersion.Default).Count);
    }

    [Fact]
    public void Every_built_in_profile_resolves_for_every_target_line_and_architecture()
    {
        string[] versions = ["1.6.7", "1.7.6", "1.8.4", "1.9.0", "1.10.0", "1.11.0", "1.12.0", "1.13.0", "1.14.0", "1.15.0"];
        var resolver = new ProfileResolver(ProfileCatalog.BuiltIn);
        var cases =
            from version in versions
            from entry in ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version))
            from arch in entry.Document.Profile.Arch is { } own ? [own] : Architecture.All
            select resolver.ResolveOrThrow(
                ProfileDocument.FromName(entry.Name),
                new ResolveOptions { Overrides = new ProfileOverrides { Arch = arch, TargetVersion = version } });

        var resolved = cases.ToList();

        Assert.Equal((19 * 2) + 9 + (9 * 32 * 2), resolved.Count);
        Assert.All(resolved, result => Assert.Empty(result.Problems));
    }
}
