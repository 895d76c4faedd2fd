using System.Text.Json;
using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Commands;

public sealed class ProfilesCommandTests
{
    private static readonly string Recorded = Path.Combine(Repository.Root, "tests/Imager.Profiles.Tests/Fixtures/profiles");

    public static TheoryData<string> Goldens { get; } =
        [.. Directory.GetFiles(Recorded, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Show_equals_the_recorded_profile(string golden)
    {
        var parts = golden.Split('-');

        var result = RecordingHost.Run(
            "profiles", "show", string.Join('-', parts[..^2]), "--arch", parts[^2], "--target-version", parts[^1]);

        Assert.Equal(new CliResult(0, File.ReadAllText(Path.Combine(Recorded, $"{golden}.yaml")), string.Empty), result);
    }

    [Fact]
    public void List_of_the_newest_and_the_oldest_target() => Verified.Matches(
        $"{RecordingHost.Run("profiles", "list").Output}\n1.6:\n{RecordingHost.Run("profiles", "list", "--target-version", "1.6").Output}");

    [Theory]
    [InlineData("1.99", "IMG2461 --target-version: version 1.99 is newer than 1.15")]
    [InlineData("1.5", "IMG2745 --target-version: version 1.5 is older than 1.6")]
    [InlineData("next", "IMG2460 --target-version: version \"next\" is not of the form")]
    public void Show_warns_about_versions_that_it_does_not_know(string version, string expected)
    {
        var result = RecordingHost.Run("profiles", "show", "metal", "--arch", "amd64", "--target-version", version);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"imager: warning: {expected}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void List_warns_about_a_version_that_is_none() =>
        Assert.StartsWith(
            "imager: warning: IMG2746 ", RecordingHost.Run("profiles", "list", "--target-version", "x").Error, StringComparison.Ordinal);

    [Fact]
    public void List_as_json_has_the_same_names()
    {
        var text = RecordingHost.Run("profiles", "list").Output;

        using var json = JsonDocument.Parse(RecordingHost.Run("profiles", "list", "--json").Output);

        Assert.Equal(
            text.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]),
            json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!));
    }
}
