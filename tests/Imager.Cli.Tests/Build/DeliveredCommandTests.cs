using System.Security.Cryptography;
using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Build;

/// <summary>What <c>./build.sh cli</c> delivers, compiled ahead of time, does and says what the tested program does.</summary>
/// <remarks>Only with IMAGER_REQUIRE_ORACLES=1: elsewhere it may be of another day.</remarks>
public sealed class DeliveredCommandTests
{
    private static readonly CliProcess Tested = new();

    private static readonly CliProcess Delivered = new() { Command = [Path.Combine(Repository.Root, "artifacts", "bin", "imager")] };

    private static bool IsOfAnotherDay => Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") != "1";

    [Theory]
    [InlineData("--help")]
    [InlineData("meta", "--help")]
    [InlineData("profiles", "list")]
    [InlineData("profiles", "show", "metal", "--arch", "arm64", "--target-version", "1.11.0")]
    [InlineData("iso", "metal", "azure", "--arch", "amd64", "--plan", "--json")]
    [InlineData("metal", "--meta", "0xa=hostnames: [{hostname: a, layer: platform}]", "--plan")]
    [InlineData("completion", "bash")]
    [InlineData("isso")]
    [InlineData("iso", "--meta", "0xa=no mapping")]
    [InlineData("iso", "--no-such-option")]
    [InlineData("inspect", "/nonexistent")]
    public void Delivered_command_says_the_same(params string[] words)
    {
        if (IsOfAnotherDay)
        {
            return;
        }

        var expected = Tested.Run(words);

        Assert.Equal(expected, Delivered.Run(words));
    }

    [Fact]
    public void Delivered_command_makes_and_reads_the_same()
    {
        if (SmallAssets.AreMissing || IsOfAnotherDay)
        {
            return;
        }

        using var folder = new TempFolder();
        string[] words =
        [
            "iso", "metal", "azure", "exoscale", "digital-ocean", "gcp", "vmware", "--arch", "amd64", "--assets", SmallAssets.Folder,
            "--meta", "0xa=hostnames: [{hostname: a, layer: platform}]", "--identity", "unique", "--output",
        ];

        var tested = Tested.Run([.. words, folder.PathOf("tested")]);
        var delivered = Delivered.Run([.. words, folder.PathOf("delivered")]);

        Assert.Equal((0, 0), (tested.ExitCode, delivered.ExitCode));
        Assert.Equal(Hashes(folder.PathOf("tested")), Hashes(folder.PathOf("delivered")));
        Assert.All(Directory.GetFiles(folder.PathOf("tested")), image =>
            Assert.Equal(Tested.Run("inspect", "--json", image), Delivered.Run("inspect", "--json", image)));
    }

    private static IEnumerable<string> Hashes(string folder) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
}
