using Imager.Core;
using Imager.Oracle.Tests.Support;
using Imager.Plan;
using Imager.Profiles;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Images;

/// <summary>Every built-in profile of every version with a layout of its own, read by other people's tools.</summary>
[Trait("Category", "Oracle")]
public sealed class BuiltInProfileTests
{
    /// <summary>A container image on an image of somebody's: InstallerTests of the command have it.</summary>
    private const string Installer = "installer";

    private static readonly string[] Versions = ["1.6.0", "1.7.0", "1.9.0", "1.10.0", "1.11.0", "1.15.0"];

    public static TheoryData<string, string, string> Profiles()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var version in Versions)
        {
            foreach (var name in ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version)).Select(entry => entry.Name).Where(name => name != Installer))
            {
                data.Add(name, version, "arm64");
                if (Boards.Find(name) is null)
                {
                    data.Add(name, version, "amd64");
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task Profile_is_built_and_accepted_or_refused_by_name(string profile, string version, string architecture)
    {
        if (SmallAssets.AreMissing || Tool.IsMissing("zstd", "xz", "gzip", "tar", "qemu-img", "sha256sum", "objdump", "fdisk"))
        {
            return;
        }

        using var folder = new TempArtifact();
        string[] words = [profile, "--target-version", version, "--arch", architecture];
        var plan = Product.PlanOf(folder, words).Plans[0];
        if (plan.NotBuiltYet.Count > 0)
        {
            await Assert.ThrowsAsync<UnsupportedException>(() => Product.BuildAsync(folder, words));
            Assert.Empty(Directory.GetFileSystemEntries(folder.Folder));
            return;
        }

        var product = await Product.BuildAsync(folder, words);

        Assert.Equal([product.Path], Directory.GetFileSystemEntries(folder.Folder));
        switch (plan.Output)
        {
            case OutputSpec.Disk disk:
                await new PackedDisk(folder, product, disk).AssertSoundAsync(isThorough: version == "1.15.0" && architecture == "amd64");
                break;
            case OutputSpec.Uki:
                UkiAssert.Holds(folder, product.Path, plan.CommandLine, architecture);
                break;
            default:
                Assert.IsType<OutputSpec.Iso>(plan.Output);
                break;
        }
    }
}
