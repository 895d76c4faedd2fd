using Imager.Core;

namespace Imager.Profiles.Tests.Resolving;

/// <summary>Every condition of the Talos imager's two validation lists, and those that only we find in time.</summary>
public sealed class ProfileValidatorTests
{
    private const string Image = "arch: amd64\nplatform: metal\nversion: 1.15.0\noutput: {kind: image, outFormat: raw, imageOptions: ";
    private const string Cmdline = "arch: amd64\nplatform: metal\noutput: {kind: cmdline, outFormat: raw}\n";

    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        { "IMG2420", "platform: metal\noutput: {kind: iso, outFormat: raw}", "invalid arch \"\"" },
        { "IMG2421", "arch: amd64\noutput: {kind: iso, outFormat: raw}", "platform is required" },
        { "IMG2422", "arch: amd64\nplatform: metl\noutput: {kind: iso, outFormat: raw}", "unknown platform: \"metl\". Did you mean \"metal\"?" },
        { "IMG2423", "version: 1.6.7\narch: amd64\nplatform: akamai\noutput: {kind: iso, outFormat: raw}", "came after 1.6" },
        { "IMG2424", "version: 1.6.7\nbaseProfileName: metal\narch: arm64\nboard: rock46", "unsupported board: \"rock46\". Did you mean \"rock64\"?" },
        { "IMG2425", "version: 1.6.7\nbaseProfileName: metal\narch: amd64\nboard: rock64", "board is only supported for metal arm64, this is metal amd64" },
        { "IMG2426", "version: 1.7.0\nbaseProfileName: metal\narch: arm64\nboard: rock64", "board \"rock64\" is for targets up to 1.6" },
        { "IMG2427", "version: 1.4.8\nbaseProfileName: secureboot-iso\narch: amd64", "secureboot is not supported for Talos version \"1.4.8\"" },
        { "IMG2428", "arch: amd64\nplatform: metal\noutput: {outFormat: raw}", "unknown output kind" },
        { "IMG2429", "version: 1.12.0\narch: amd64\nplatform: metal\noutput: {kind: iso, outFormat: raw, isoOptions: {bootloader: none}}", "bootloader cannot be 'none' for ISO output" },
        { "IMG2430", "version: 1.6.7\narch: amd64\nplatform: metal\noutput: {kind: image, outFormat: raw}", "image options are required for image output" },
        { "IMG2431", Image + "{diskFormat: raw}}", "disk size is required for image output: write diskSize in bytes, at least 4105 MiB" },
        { "IMG2432", Image + "{diskFormat: raw, diskSize: 8589934592, bootloader: none}}", "bootloader cannot be 'none' for disk image output" },
        { "IMG2433", "version: 1.6.7\nbaseProfileName: installer\narch: amd64\ncustomization: {extraKernelArgs: [a=1]}", "customization of kernel args is not supported for installer output in !secureboot mode" },
        { "IMG2434", "baseProfileName: installer\narch: amd64\ncustomization: {metaContents: [{key: 1, value: a}]}", "customization of meta partition is not supported for installer output" },
        { "IMG2435", "arch: amd64\nplatform: metal\nsecureboot: true\noutput: {kind: kernel, outFormat: raw}", "secureboot is not supported for kernel output" },
        { "IMG2436", "arch: amd64\nplatform: metal\ncustomization: {extraKernelArgs: [a=1]}\noutput: {kind: initramfs, outFormat: raw}", "customization of kernel args is not supported for initramfs output" },
        { "IMG2437", "arch: amd64\nplatform: metal\ncustomization: {metaContents: [{key: 1, value: a}]}\noutput: {kind: kernel, outFormat: raw}", "customization of meta partition is not supported for kernel output" },
        { "IMG2438", "version: 1.6.7\narch: amd64\nplatform: metal\noutput: {kind: uki, outFormat: raw}", "!secureboot is not supported for uki output" },
        { "IMG2439", "arch: amd64\nplatform: metal\noutput: {kind: iso}", "unknown output format" },
        { "IMG2439", "arch: amd64\nplatform: metal\noutput: {kind: iso, outFormat: unknown}", "unknown output format" },
        { "IMG2463", "baseProfileName: metall\narch: amd64", "unknown base profile \"metall\". Did you mean \"metal\"?" },
        { "IMG2463", "baseProfileName: rpi_generic\narch: arm64", "boards were replaced by overlays in 1.7" },
        { "IMG2463", "version: 1.6.7\nbaseProfileName: akamai\narch: amd64", "came after 1.6" },
        { "IMG2443", Image + "{diskFormat: raw, diskSize: 8589934593}}", "not a whole number of 512-byte sectors: use 8590983168 (8193 MiB)" },
        { "IMG2444", Image + "{diskFormat: raw, diskSize: 8589934592, diskSectorSize: 520}}", "neither 512 nor 4096" },
        { "IMG2620", Image + "{diskFormat: vhd, diskSize: 8589934592, diskSectorSize: 4096}}", "diskSectorSize 4096 and diskFormat vhd" },
        { "IMG2620", Image + "{diskFormat: ova, diskSize: 8589934592, diskSectorSize: 4096}}", "diskSectorSize 4096 and diskFormat ova" },
        { "IMG2445", "baseProfileName: secureboot-metal\narch: amd64\noutput: {imageOptions: {bootloader: grub}}", "bootloader grub cannot be used with secureboot" },
        { "IMG2446", "baseProfileName: metal\narch: arm64\noutput: {imageOptions: {bootloader: dual-boot}}", "needs a BIOS" },
        { "IMG2446", "baseProfileName: iso\narch: arm64\noutput: {isoOptions: {bootloader: dual-boot}}", "needs a BIOS" },
        { "IMG2447", "baseProfileName: secureboot-iso\narch: amd64\ninput: {secureboot: {platformKeyPath: PK.auth}}", "keyExchangeKeyPath and signatureKeyPath are missing" },
        { "IMG2448", Cmdline + "customization: {metaContents: [{key: 0, value: a}]}", "META key 0 ends the table" },
        { "IMG2448", Cmdline + "customization: {metaContents: [{value: a}]}", "META key 0 ends the table" },
        { "IMG2449", Image + "{diskSize: 8589934592}}", "diskFormat is required for image output: one of raw, qcow2, vhd, ova" },
        { "IMG2452", "baseProfileName: secureboot-iso\narch: amd64\ninput: {secureboot: {pcrSigner: {signerAddress: tcp://x}}}", "must begin with unix://" },
        { "IMG2453", "baseProfileName: secureboot-iso\narch: amd64\ninput: {secureboot: {secureBootSigner: {keyPath: k}}}", "keyPath needs certPath beside it" },
        { "IMG2457", Image + "{diskFormat: vhd, diskSize: 8589935104}}", "not a whole number of MiB" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ResolveOrThrow_refuses(string code, string text, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => Resolve(text, isStrict: true));

        Assert.Equal((code, ExitCode.InvalidInput), (error.Code, error.ExitCode));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("problems:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IMG2458", "version: 1.11.0\nbaseProfileName: iso\narch: amd64\ncustomization: {embeddedMachineConfiguration: a}")]
    [InlineData("IMG2459", "baseProfileName: installer\narch: amd64\ninput: {imageCache: {ociPath: /c}}")]
    [InlineData("IMG2460", "version: newest\nbaseProfileName: iso\narch: amd64")]
    [InlineData("IMG2461", "version: 1.16.0\nbaseProfileName: iso\narch: amd64")]
    public void Resolve_warns(string code, string text)
    {
        var resolved = Resolve(text, isStrict: false);

        Assert.True(resolved.IsValid);
        Assert.Equal([code], resolved.Warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData("version: 1.9.0\nbaseProfileName: metal-uki\narch: amd64")]
    [InlineData("version: 1.10.0\nbaseProfileName: installer\narch: amd64\ncustomization: {extraKernelArgs: [a=1]}")]
    [InlineData("version: 1.6.7\nbaseProfileName: secureboot-installer\narch: amd64\ncustomization: {extraKernelArgs: [a=1]}")]
    [InlineData("version: 1.6.7\nbaseProfileName: rock64\n")]
    [InlineData("version: 1.11.0\nbaseProfileName: iso\narch: amd64\noutput: {isoOptions: {bootloader: none}}")]
    [InlineData(Cmdline)]
    public void Resolve_accepts_what_the_rules_leave_open(string text) => Assert.Empty(Resolve(text, isStrict: true).Problems);

    [Fact]
    public void ResolveOrThrow_names_all_problems_with_their_places()
    {
        const string Text = "arch: arm64\nplatform: nowhere\noutput:\n  kind: image\n  imageOptions:\n    diskSize: 1000\n    diskFormat: raw\n    bootloader: dual-boot\n";

        var error = Assert.Throws<InvalidInputException>(() => Resolve(Text, isStrict: true));

        var expected = new[] { "IMG2422 p.yaml:2:11", "IMG2446 p.yaml:8:17", "IMG2442 p.yaml:6:15", "IMG2443 p.yaml:6:15", "IMG2439 p.yaml:3:1" };
        Assert.StartsWith("the profile has 5 problems:", error.Message, StringComparison.Ordinal);
        Assert.All(expected, line => Assert.Contains(line, error.Message, StringComparison.Ordinal));
    }

    private static ResolvedProfile Resolve(string text, bool isStrict)
    {
        var resolver = new ProfileResolver(ProfileCatalog.BuiltIn);
        var document = ProfileReader.Read(text, "p.yaml");
        return isStrict ? resolver.ResolveOrThrow(document, ResolveOptions.None) : resolver.Resolve(document, ResolveOptions.None);
    }
}
