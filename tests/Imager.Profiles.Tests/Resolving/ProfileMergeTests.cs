using Imager.Profiles.Meta;

namespace Imager.Profiles.Tests.Resolving;

public sealed class ProfileMergeTests
{
    [Fact]
    public void Merge_keeps_the_bases_other_image_options()
    {
        var merged = Merge(
            "output: {kind: image, outFormat: .zst, imageOptions: {diskSize: 1, diskFormat: qcow2, diskFormatOptions: a=b}}",
            "output: {imageOptions: {diskSize: 2}}",
            MergeRules.Explicit);

        var options = merged.Output!.ImageOptions!;
        Assert.Equal((2L, DiskFormat.Qcow2, "a=b"), (options.DiskSizeBytes, options.DiskFormat, options.DiskFormatOptions));
        Assert.Equal((OutputKind.Image, OutFormat.Zst), (merged.Kind, merged.Output.OutFormat));
    }

    [Fact]
    public void Merge_joins_lists_base_first()
    {
        var merged = Merge(
            "customization: {extraKernelArgs: [a], metaContents: [{key: 1, value: x}]}\ninput: {systemExtensions: [{imageRef: e1}]}",
            "customization: {extraKernelArgs: [b, a], metaContents: [{key: 1, value: y}]}\ninput: {systemExtensions: [{imageRef: e2}]}",
            MergeRules.Explicit);

        Assert.Equal(["a", "b", "a"], merged.Customization!.ExtraKernelArgs!);
        Assert.Equal([new MetaValue(1, "x"), new MetaValue(1, "y")], merged.Customization.MetaContents!);
        Assert.Equal(["e1", "e2"], merged.Input!.SystemExtensions!.Select(extension => extension.ImageRef ?? "none"));
    }

    [Theory]
    [InlineData(MergeRules.Explicit)]
    [InlineData(MergeRules.Peer)]
    public void Merge_lets_an_explicit_secureboot_false_win(MergeRules rules) =>
        Assert.False(Merge("secureboot: true", "secureboot: false", rules).SecureBoot);

    [Theory]
    [InlineData(MergeRules.Explicit, SdBootEnrollKeys.IfSafe, "", false)]
    [InlineData(MergeRules.Peer, SdBootEnrollKeys.Force, "metal", null)]
    public void Merge_treats_zero_values_by_its_rules(MergeRules rules, SdBootEnrollKeys mode, string platform, bool? isInsecure)
    {
        var merged = Merge(
            "platform: metal\ninput: {baseInstaller: {imageRef: a, forceInsecure: true}}\noutput: {isoOptions: {sdBootEnrollKeys: force}}",
            "platform: ''\ninput: {baseInstaller: {forceInsecure: false}}\noutput: {isoOptions: {sdBootEnrollKeys: if-safe}}",
            rules);

        Assert.Equal((mode, platform), (merged.Output!.IsoOptions!.SdBootEnrollKeys, merged.Platform));
        Assert.Equal(isInsecure ?? false, merged.Input!.BaseInstaller!.ForceInsecure ?? false);
    }

    [Theory]
    [InlineData(MergeRules.Explicit, true)]
    [InlineData(MergeRules.Peer, false)]
    public void Merge_resets_a_boolean_that_is_left_out_only_by_the_peers_rules(MergeRules rules, bool expected)
    {
        var merged = Merge("input: {baseInstaller: {imageRef: a, forceInsecure: true}}", "arch: amd64", rules);

        Assert.Equal(expected, merged.Input!.BaseInstaller!.ForceInsecure ?? false);
    }

    [Fact]
    public void Merge_lays_overlay_options_over_each_other_by_key()
    {
        var merged = Merge(
            "overlay: {name: a, options: {x: {p: 1, q: 2}, l: [1]}}", "overlay: {options: {x: {q: 3}, l: [2]}}", MergeRules.Explicit);

        Assert.Equal(
            "overlay:\n  name: a\n  image:\n    imageRef: \"\"\n  options:\n    l:\n      - 2\n    x:\n      p: 1\n      q: 3\n",
            ProfileDump.ToYaml(merged)[ProfileDump.ToYaml(merged).IndexOf("overlay:", StringComparison.Ordinal)..ProfileDump.ToYaml(merged).IndexOf("output:", StringComparison.Ordinal)]);
    }

    private static ImageProfile Merge(string lower, string upper, MergeRules rules) =>
        ProfileMerge.Merge(ProfileReader.ReadOrThrow(lower, "lower"), ProfileReader.ReadOrThrow(upper, "upper"), rules);
}
