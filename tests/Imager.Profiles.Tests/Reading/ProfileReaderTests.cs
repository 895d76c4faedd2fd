using Imager.Core;

namespace Imager.Profiles.Tests.Reading;

public sealed class ProfileReaderTests
{
    [Theory]
    [InlineData("arch: amd64\nplattform: metal\n", "IMG2403 p.yaml:2:1: unknown key \"plattform\" in a profile. Did you mean \"platform\"?")]
    [InlineData("output:\n  imageOptions:\n    disksize: 1\n", "IMG2403 p.yaml:3:5: unknown key \"disksize\" in \"output.imageOptions\". Did you mean \"diskSize\"?")]
    [InlineData("input:\n  kernel:\n    xyzzy: 1\n", "IMG2403 p.yaml:3:5: unknown key \"xyzzy\" in \"input.kernel\". Known keys: path.")]
    [InlineData("arch: amd64\nplatform: metal\narch: arm64\n", "IMG2404 p.yaml:3:1: the key \"arch\" was already given in line 1; remove one.")]
    [InlineData("input: 7\n", "IMG2405 p.yaml:1:8: input must be a mapping with keys such as \"kernel:\", not \"7\".")]
    [InlineData("- a\n", "IMG2405 p.yaml:1:1: the document must be a mapping with keys such as \"baseProfileName:\", not a list.")]
    [InlineData("customization:\n  extraKernelArgs: a\n", "IMG2406 p.yaml:2:20: customization.extraKernelArgs must be a list, not \"a\": put each value on a line that begins with \"- \".")]
    [InlineData("platform: [metal]\n", "IMG2407 p.yaml:1:11: platform must be text, not a list.")]
    [InlineData("secureboot: maybe\n", "IMG2408 p.yaml:1:13: secureboot must be true or false, not \"maybe\".")]
    [InlineData("secureboot: \"true\"\n", "IMG2408 p.yaml:1:13: secureboot must be true or false, not \"true\".")]
    [InlineData("output: {imageOptions: {diskSize: 8GiB}}\n", "IMG2409 p.yaml:1:35: output.imageOptions.diskSize must be a whole number, not \"8GiB\". Write bytes: 8589934592.")]
    [InlineData("output: {imageOptions: {diskSize: -1}}\n", "IMG2410 p.yaml:1:35: output.imageOptions.diskSize is -1; it must lie between 0 and 9223372036854775807.")]
    [InlineData("customization: {metaContents: [{key: 256, value: a}]}\n", "IMG2410 p.yaml:1:38: customization.metaContents[0].key is 256; it must lie between 0 and 255.")]
    [InlineData("output: {kind: isp}\n", "IMG2411 p.yaml:1:16: output.kind is \"isp\"; it must be one of unknown, iso, image, installer, kernel, initramfs, uki, cmdline. Did you mean \"iso\"?")]
    [InlineData("arch: x86\n", "IMG2412 p.yaml:1:7: invalid arch \"x86\": use amd64 or arm64.")]
    [InlineData("overlay: {options: [a]}\n", "IMG2413 p.yaml:1:20: overlay.options must be a mapping of option names to values, not a list.")]
    [InlineData("overlay:\n  options:\n    a: 1\n    a: 2\n", "IMG2414 p.yaml:4:5: the option \"a\" is given twice in overlay.options; remove one.")]
    [InlineData("arch: amd64\n---\narch: arm64\n", "IMG2401 p.yaml:2:1: only the first YAML document is a profile; remove this one.")]
    [InlineData("", "IMG2402 p.yaml:1:1: the document is empty. Write at least \"baseProfileName: metal\".")]
    [InlineData("# only a comment\n", "IMG2402 p.yaml:1:1: the document is empty. Write at least \"baseProfileName: metal\".")]
    [InlineData("input: {baseInstaller: {imageRef: a, ociPath: b}}\n", "IMG2450 p.yaml:1:47: input.baseInstaller names 2 sources (imageRef, ociPath); keep one of them.")]
    [InlineData("input: {systemExtensions: [{}]}\n", "IMG2451 p.yaml:1:28: input.systemExtensions[0] names no image: give it imageRef, tarballPath or ociPath.")]
    [InlineData("board: rock64\noverlay: {name: x}\n", "IMG2454 p.yaml:1:8: board \"rock64\" and overlay exclude each other: boards are for targets below 1.7, overlays from 1.7 on.")]
    [InlineData("output: {imageOptions: {diskFormat: raw, diskFormatOptions: cluster_size=8k}}\n", "IMG2455 p.yaml:1:61: diskFormatOptions \"cluster_size=8k\" has no meaning for diskFormat raw; only qcow2 and vhd take options. Remove it.")]
    [InlineData("input: {baseInstaller: {tarballPath: a.tar}}\n", "IMG2462 p.yaml:1:38: input.baseInstaller.tarballPath cannot be used: an installer is built on an image with layers and configuration, not on a tar of files. Use imageRef or ociPath.")]
    public void Read_reports_a_problem_with_its_place(string text, string expected)
    {
        var document = ProfileReader.Read(text, "p.yaml");

        Assert.Equal([expected], document.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("a: [\n", 2)]
    [InlineData("a: b: c\n", 1)]
    [InlineData("x: *nowhere\n", 1)]
    [InlineData("? [a]\n: b\n", 1)]
    [InlineData("<<: 1\n", 1)]
    public void Read_reports_text_that_is_no_yaml(string text, int line)
    {
        var problem = Assert.Single(ProfileReader.Read(text, "p.yaml").Problems);

        Assert.Equal("IMG2400", problem.Code);
        Assert.Equal(line, problem.Position?.Line);
    }

    [Fact]
    public void Read_reports_values_nested_too_deeply()
    {
        var text = $"overlay: {{options: {string.Concat(Enumerable.Repeat("{a: ", 200))}1{new string('}', 202)}\n";

        var problem = Assert.Single(ProfileReader.Read(text, "p.yaml").Problems);

        Assert.Contains("nested deeper", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "IMG2415")]
    [InlineData(12, "IMG2400")]
    public void Read_stops_aliases_that_multiply(int levels, string code)
    {
        var rows = Enumerable.Range(1, levels).Select(i => $"    a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        var text = $"overlay:\n  options:\n    a0: &a0 [1, 2, 3]\n{string.Join('\n', rows)}\n";

        var problem = Assert.Single(ProfileReader.Read(text, "p.yaml").Problems);

        Assert.Equal(code, problem.Code);
    }

    [Fact]
    public void ReadOrThrow_names_every_problem_at_once()
    {
        const string Text = "arch: x86\nplattform: metal\noutput:\n  kind: isp\n";

        var error = Assert.Throws<InvalidInputException>(() => ProfileReader.ReadOrThrow(Text, "p.yaml"));

        Assert.Equal(ExitCode.InvalidInput, error.ExitCode);
        Assert.StartsWith("the profile has 3 problems:\n  IMG2412 p.yaml:1:7: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  IMG2403 p.yaml:2:1: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  IMG2411 p.yaml:4:9: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_reads_every_key()
    {
        var text = Fixtures.Read("Fixtures/every-key.yaml");

        var document = ProfileReader.Read(text, "every-key.yaml");

        Assert.Equal(["IMG2454"], document.Problems.Select(problem => problem.Code));
        Assert.Equal(text, ProfileDump.ToYaml(document.Profile));
    }

    [Fact]
    public void Read_takes_numbers_as_text_and_all_number_forms()
    {
        const string Text = "version: 1.10\ncustomization: {metaContents: [{key: 0xa, value: 12}, {key: 0b1_1, value: yes}, {key: 017, value: ''}]}\n";

        var profile = ProfileReader.ReadOrThrow(Text, "p.yaml");

        Assert.Equal("1.10", profile.Version);
        Assert.Equal([(10, "12"), (3, "yes"), (15, string.Empty)], profile.Customization!.MetaContents!.Select(meta => ((int)meta.Key, meta.Value)));
    }

    [Fact]
    public void Read_accepts_json() =>
        Assert.Equal("metal", ProfileReader.ReadOrThrow("{\"baseProfileName\": \"metal\"}", "p.json").BaseProfileName);

    [Fact]
    public void Read_follows_anchors_and_merge_keys()
    {
        const string Text = "input:\n  kernel: &k {path: /a}\n  initramfs: *k\n  sdStub:\n    <<: *k\n";

        var profile = ProfileReader.ReadOrThrow(Text, "p.yaml");

        Assert.Equal(("/a", "/a"), (profile.Input!.Initramfs!.Path, profile.Input.SdStub!.Path));
    }

    [Fact]
    public void Read_ignores_case_in_enums() =>
        Assert.Equal(OutputKind.Iso, ProfileReader.ReadOrThrow("output: {kind: ISO}", "p.yaml").Kind);

    [Fact]
    public void Read_is_as_forgiving_as_the_talos_imager_when_lenient()
    {
        const string Text = "arch: amd64\nunknown: 1\noutput:\n  kind: image\n  imageOptions: {diskSize: 5, bootloader: none}\n---\njunk: [\n";

        var document = ProfileReader.Read(Text, "p.yaml", isLenient: true);

        Assert.Equal(["IMG2403", "IMG2401"], document.Problems.Select(problem => problem.Code));
        Assert.All(document.Problems, problem => Assert.Equal(ProblemSeverity.Warning, problem.Severity));
        Assert.Null(document.Profile.Output!.ImageOptions!.Bootloader);
        Assert.False(document.Profile.Output.ImageOptions.IsDiskSizeExact);
    }

    [Fact]
    public void PositionOf_falls_back_to_the_enclosing_key()
    {
        var document = ProfileReader.Read("output:\n  imageOptions:\n    diskSize: 5\n", "p.yaml");

        Assert.Equal(3, document.PositionOf("output.imageOptions.diskSize")!.Line);
        Assert.Equal(2, document.PositionOf("output.imageOptions.bootloader")!.Line);
        Assert.Null(document.PositionOf("platform"));
    }
}
