using System.Text.Json.Nodes;

namespace Imager.Architecture.Tests;

/// <summary>The two programs have a second lock file for their ahead-of-time compile; both must tell the same.</summary>
public class LockFileTests
{
    [Theory]
    [InlineData("build")]
    [InlineData("src/Imager.Cli")]
    public void Publish_lock_file_has_the_packages_of_the_usual_one(string folder)
    {
        var usual = Dependencies(folder, "packages.lock.json");
        var publish = Dependencies(folder, "packages.linux-x64.lock.json");

        Assert.True(
            JsonNode.DeepEquals(usual, publish),
            $"{folder}: the lock files differ. Run ./build.sh cli without CI=true and commit packages.linux-x64.lock.json.");
    }

    private static JsonNode? Dependencies(string folder, string file) =>
        JsonNode.Parse(Repository.Text(folder, file))!["dependencies"]!["net10.0"];
}
