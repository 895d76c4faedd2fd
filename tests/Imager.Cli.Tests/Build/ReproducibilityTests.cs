using Imager.Cli.Tests.Support;
using Imager.Profiles;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Build;

/// <summary>The same command elsewhere, at another time, by another user: the same bytes. Another input: other bytes.</summary>
public sealed class ReproducibilityTests
{
    /// <summary>Target versions with layouts or packings of their own.</summary>
    private static readonly string[] Versions = ["1.6.0", "1.9.0", "1.10.0", "1.15.0"];

    /// <summary>One profile of every packing and disk format; each has payload enough for several compression jobs.</summary>
    private static readonly string[] Formats = ["metal", "digital-ocean", "gcp", "exoscale", "azure", "vmware", "iso"];

    public static TheoryData<string, string> Targets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var version in Versions)
            {
                data.Add(version, "amd64");
                data.Add(version, "arm64");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_profile_is_the_same_in_another_environment(string version, string architecture)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        var profiles = Supported(version, architecture);
        string[] target = ["--target-version", version, "--arch", architecture];

        var here = new Surroundings(folder, "here", SmallAssets.Folder).Build([.. profiles, .. target]);
        var there = new Surroundings(folder, "there", SmallAssets.Folder) { AreOther = true }
            .Build([.. profiles.Reverse(), .. target]);

        Assert.NotEmpty(here);
        Assert.Equal(here, there);
    }

    [Fact]
    public void Every_format_is_the_same_with_other_threads_and_a_real_payload()
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();

        var here = new Surroundings(folder, "here", Repository.AssetFolder)
            .Build([.. Formats, "--arch", "amd64", "--threads", "1"]);
        var there = new Surroundings(folder, "there", Repository.AssetFolder) { AreOther = true }
            .Build([.. Formats, "--arch", "amd64", "--threads", "4"]);

        Assert.Equal(Formats.Length, here.Count);
        Assert.Equal(here, there);
    }

    [Fact]
    public void Packing_of_the_first_versions_is_the_same_with_other_threads()
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        string[] words = ["metal", "--arch", "amd64", "--target-version", "1.6.0"];

        var here = new Surroundings(folder, "here", Repository.AssetFolder).Build([.. words, "--threads", "1"]);
        var there = new Surroundings(folder, "there", Repository.AssetFolder) { AreOther = true }
            .Build([.. words, "--threads", "4"]);

        Assert.Equal(["metal-amd64.raw.xz"], here.Keys);
        Assert.Equal(here, there);
    }

    [Fact]
    public void Meta_order_does_not_matter_to_a_disk()
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        string[] words = ["metal", "--arch", "amd64"];

        var first = new Surroundings(folder, "first", SmallAssets.Folder)
            .Build([.. words, "--meta", "0xb=http://x/", "--meta", "0xc=one", "--meta", "0xd=two"]);
        var second = new Surroundings(folder, "second", SmallAssets.Folder)
            .Build([.. words, "--meta", "0xd=two", "--meta", "0xb=http://x/", "--meta", "0xc=one"]);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("metal", "META", "--meta", "0xa=hostnames: [{hostname: b, layer: platform}]")]
    [InlineData("iso", "META", "--meta", "0xa=hostnames: [{hostname: b, layer: platform}]")]
    [InlineData("metal", "kernel argument", "--extra-kernel-arg", "other")]
    [InlineData("iso", "kernel argument", "--extra-kernel-arg", "other")]
    public void Another_input_makes_another_image(string profile, string what, params string[] words)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        string[] common =
        [
            profile, "--arch", "amd64", "--extra-kernel-arg", "same",
            "--meta", "0xa=hostnames: [{hostname: a, layer: platform}]",
        ];

        var first = new Surroundings(folder, "first", SmallAssets.Folder).Build(common);
        var second = new Surroundings(folder, "second", SmallAssets.Folder).Build([.. common, .. words]);

        Assert.Equal(first.Keys, second.Keys);
        Assert.True(first.Values.Single() != second.Values.Single(), $"another {what}, but the same bytes");
    }

    [Theory]
    [InlineData("metal")]
    [InlineData("iso")]
    [InlineData("vmware")]
    public void Another_epoch_makes_another_image(string profile)
    {
        if (SmallAssets.AreMissing)
        {
            return;
        }

        using var folder = new TempFolder();
        string[] words = [profile, "--arch", "amd64"];

        var first = new Surroundings(folder, "first", SmallAssets.Folder).Build(words);
        var second = new Surroundings(folder, "second", SmallAssets.Folder) { Epoch = "1700000001" }.Build(words);

        Assert.NotEqual(first.Values.Single(), second.Values.Single());
    }

    /// <summary>The built-in profiles that this version builds and whose files have names of their own.</summary>
    private static string[] Supported(string version, string architecture) =>
        [.. ProfileCatalog.BuiltIn.List(TargetVersion.Parse(version)).Select(entry => entry.Name)
            .Where(name => name != "metal-4k" && !name.EndsWith("installer", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("secureboot-", StringComparison.Ordinal) && Boards.Find(name) is null)];
}
