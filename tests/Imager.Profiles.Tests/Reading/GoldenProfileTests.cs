using Imager.Core;

namespace Imager.Profiles.Tests.Reading;

/// <summary>Effective profiles recorded from the Talos imager.</summary>
public sealed class GoldenProfileTests
{
    private static readonly ProfileResolver Resolver = new(ProfileCatalog.BuiltIn);

    public static TheoryData<string> Goldens { get; } =
        [.. Directory.GetFiles(Path.Combine(Fixtures.Folder, "profiles"), "*.yaml")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void Goldens_are_complete() => Assert.Equal(256, Goldens.Count);

    [Theory]
    [MemberData(nameof(Goldens))]
    public void ToYaml_equals_the_recorded_profile(string golden)
    {
        var expected = Fixtures.Read($"Fixtures/profiles/{golden}.yaml");

        var actual = Dump(golden);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ToYaml_differs_when_the_target_differs()
    {
        var expected = Fixtures.Read("Fixtures/profiles/metal-amd64-1.15.0.yaml");

        var actual = Dump("metal-amd64-1.11.0");

        Assert.NotEqual(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void ReadOrThrow_reads_back_what_was_dumped(string golden)
    {
        var text = Fixtures.Read($"Fixtures/profiles/{golden}.yaml");

        var again = ProfileDump.ToYaml(ProfileReader.ReadOrThrow(text, golden));

        Assert.Equal(text, again);
    }

    private static string Dump(string golden)
    {
        var parts = golden.Split('-');
        var overrides = new ProfileOverrides { Arch = Architecture.Parse(parts[^2]), TargetVersion = parts[^1] };
        var document = ProfileDocument.FromName(string.Join('-', parts[..^2]));
        return ProfileDump.ToYaml(Resolver.ResolveOrThrow(document, new ResolveOptions { Overrides = overrides }).Profile);
    }
}
