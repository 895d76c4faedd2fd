using Imager.Arguments;
using Imager.Containers;
using Imager.Core;
using Imager.Oracle.Tests.Support;
using Imager.Plan;
using Imager.Resolve;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Images;

/// <summary>One artifact that the library built from a command line.</summary>
internal sealed record Product(BuildPlan Plan, string Path)
{
    /// <summary>A value for META 0xa, so that every image carries one.</summary>
    public const string Network = "hostnames:\n    - hostname: oracle\n      layer: platform\n";

    /// <summary>The plan that the words lead to; nothing is built.</summary>
    public static ImageRun PlanOf(TempArtifact folder, params string[] words) => ImageArguments.Parse(
        [
            .. words, "--assets", SmallAssets.Folder, "--output", folder.Folder,
            .. words[0].EndsWith("installer", StringComparison.Ordinal) ? Array.Empty<string>() : ["--meta", $"0xa={Network}"],
        ],
        new InputFiles(() => string.Empty));

    /// <summary>Builds the one artifact of the words into <paramref name="folder"/>.</summary>
    public static async Task<Product> BuildAsync(TempArtifact folder, params string[] words)
    {
        var run = PlanOf(folder, words);
        using var resolved = ResolvedPlans.Local(run.Plans, new AssetLocator(run.AssetsFolder));
        var builder = new ImageBuilder(SourceDateEpoch.Default, new SilentReporter());
        var reports = await builder.BuildAsync(
            resolved, run.WriteOptions, ContainerOutput.None, RegistrySettings.FromEnvironment(_ => null), CancellationToken.None);
        return new Product(Assert.Single(run.Plans), Assert.Single(reports).Path);
    }

    /// <summary>Writes a profile for a raw, unpacked metal disk and returns its path.</summary>
    public static string RawDiskProfile(TempArtifact folder, string platform, long diskBytes, int sectorBytes) => folder.Write(
        System.Text.Encoding.UTF8.GetBytes($"""
            platform: {platform}
            secureboot: false
            output:
              kind: image
              imageOptions:
                diskSize: {diskBytes}
                diskFormat: raw
                diskSectorSize: {sectorBytes}
              outFormat: raw

            """),
        $"{platform}-{diskBytes}-{sectorBytes}.yaml");
}
