using System.Globalization;
using Imager.Arguments;
using Imager.Core;
using Imager.Extensions;
using Imager.Images;
using Imager.Oracle.Tests.Support;
using Imager.Resolve;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Extensions;

/// <summary>Initramfs files with extensions, taken apart by cpio, zstd, xz, unsquashfs and kmod.</summary>
[Trait("Category", "Oracle")]
public sealed class ExtendedInitramfsTests : IDisposable
{
    private const int Count = 12;

    private readonly TempArtifact folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.15.0", "usr/lib", "zstd")]
    [InlineData("1.7.0", "lib", "xz")]
    public async Task Segments_unpack_to_layers_firmware_and_microcode(string version, string library, string codec)
    {
        if (Tool.IsMissing("cpio", "xz", "zstd", "unsquashfs", "sha256sum", "sh"))
        {
            return;
        }

        WriteAssets("printf base > rootfs.sqsh");
        var sources = Enumerable.Range(0, Count).Select(CreateExtension).ToList();
        Write(sources[0], $"rootfs/{library}/firmware/intel-ucode/06-01", "INTEL1");
        Write(sources[1], $"rootfs/{library}/firmware/intel-ucode/06-02", "INTEL2");
        Write(sources[0], $"rootfs/{library}/firmware/amd-ucode/microcode_amd.bin", "AMD");
        Write(sources[0], $"rootfs/{library}/firmware/vendor/blob.bin", "FIRMWARE");
        File.CreateSymbolicLink(Path.Combine(sources[0], $"rootfs/{library}/firmware/vendor/alias.bin"), "blob.bin");

        var tree = await BuildAsync(version, codec, sources);

        Assert.Equal("INTEL1INTEL2", File.ReadAllText(Path.Combine(tree, "kernel/x86/microcode/GenuineIntel.bin")));
        Assert.Equal("AMD", File.ReadAllText(Path.Combine(tree, "kernel/x86/microcode/AuthenticAMD.bin")));
        Assert.Equal("FIRMWARE", File.ReadAllText(Path.Combine(tree, $"{library}/firmware/vendor/alias.bin")));
        Assert.False(Directory.Exists(Path.Combine(tree, $"{library}/firmware/intel-ucode")));
        Tool.RunChecked("sh", "-c", "cd \"$1\" && sha256sum -c --quiet extensions.sha256", "sh", tree);
        var names = File.ReadAllLines(Path.Combine(tree, "extensions.yaml")).Where(line => line.Contains("image:", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, Count).Select(index => $"    - image: {index}.sqsh"), names);
        foreach (var index in new[] { 0, 2, 10, 11 })
        {
            var listing = Tool.RunChecked("unsquashfs", "-ll", Path.Combine(tree, $"{index}.sqsh"));
            Assert.Contains($"squashfs-root/usr/local/share/sample-{index}\n", listing, StringComparison.Ordinal);
            Assert.DoesNotContain("firmware", listing, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_module_resolves_as_kmods_own_depmod_would_have_it()
    {
        if (Tool.IsMissing("cpio", "xz", "zstd", "unsquashfs", "depmod", "modprobe", "sh")
            || Tool.IsFileMissing([.. Repository.AssetPaths("amd64").Where(path => !Directory.Exists(path))]))
        {
            return;
        }

        var root = folder.PathOf("root");
        var assets = Repository.AssetFolder;
        Tool.RunChecked(
            "sh", "-ec", "mkdir \"$1.i\"; cd \"$1.i\"; xz -dc \"$2\" | cpio -id --quiet; unsquashfs -q -no-progress -no-xattrs -d \"$1\" rootfs.sqsh", "sh",
            root, Path.Combine(assets, "initramfs-amd64.xz"));
        var release = Path.GetFileName(Directory.GetDirectories(Path.Combine(root, "usr/lib/modules")).Single());
        var source = CreateExtension(0);
        var extra = Path.Combine(source, "rootfs/usr/lib/modules", release, "extra");
        Directory.CreateDirectory(extra);
        File.Copy(Directory.GetFiles(Path.Combine(root, "usr/lib/modules"), "bonding.ko", SearchOption.AllDirectories).Single(), Path.Combine(extra, "bonding.ko"));

        var tree = await BuildAsync("1.15.0", "zstd", [source], assets);

        var (mine, theirs) = (folder.PathOf("mine"), folder.PathOf("theirs"));
        Tool.RunChecked(
            "sh", "-ec",
            """
            cp -r "$1" "$4"; unsquashfs -f -q -no-progress -no-xattrs -d "$4" "$2/0.sqsh"; cp -r "$4" "$5"
            unsquashfs -f -q -no-progress -no-xattrs -d "$4" "$2/modules.dep.sqsh"
            mkdir "$5/conf"; echo 'search extras extra updates built-in' > "$5/conf/d.conf"
            rm -f "$5/usr/lib/modules/$3"/modules.dep* ; depmod -b "$5" -C "$5/conf" "$3"
            """,
            "sh", root, tree, release, mine, theirs);
        foreach (var module in Directory.GetFiles(Path.Combine(mine, "usr/lib/modules"), "*.ko", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)).Distinct())
        {
            var expected = Tool.RunChecked("modprobe", "-d", theirs, "-S", release, "--show-depends", module).Replace(theirs, "", StringComparison.Ordinal);
            Assert.Equal(expected, Tool.RunChecked("modprobe", "-d", mine, "-S", release, "--show-depends", module).Replace(mine, "", StringComparison.Ordinal));
        }

        Assert.Contains("/extra/bonding.ko", Tool.RunChecked("modprobe", "-d", mine, "-S", release, "--show-depends", "bonding"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_inputs_give_equal_bytes_whatever_the_threads_and_folders()
    {
        if (Tool.IsMissing("cpio", "xz", "sh"))
        {
            return;
        }

        WriteAssets("printf base > rootfs.sqsh");
        var (source, other) = (CreateExtension(0), CreateExtension(1));

        var first = await ContentAsync("1.15.0", [source], folder.PathOf("assets"), threads: 1, scratch: "here");
        Directory.Move(source, source + "-moved");
        var second = await ContentAsync("1.15.0", [source + "-moved"], folder.PathOf("assets"), threads: 4, scratch: "there");
        var third = await ContentAsync("1.15.0", [other], folder.PathOf("assets"), threads: 1, scratch: "here");

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    /// <summary>Builds, unpacks every segment with other people's tools, and checks that the base's bytes are in it untouched.</summary>
    private async Task<string> BuildAsync(string version, string codec, IReadOnlyList<string> sources, string? assets = null)
    {
        assets ??= folder.PathOf("assets");
        var content = await ContentAsync(version, sources, assets, threads: 2, scratch: "scratch");
        var original = File.ReadAllBytes(Path.Combine(assets, "initramfs-amd64.xz"));
        var at = content.AsSpan().IndexOf(original);
        Assert.True(at >= 0 && at % 4 == 0, $"the base is at {at}");
        var end = (at + original.Length + 3) / 4 * 4;
        var (early, segment, tree) = (folder.PathOf("early.cpio"), folder.PathOf($"segment.{codec}"), folder.PathOf("tree"));
        File.WriteAllBytes(early, content[..at]);
        File.WriteAllBytes(segment, content.AsSpan(end).TrimEnd((byte)0));
        Tool.RunChecked(
            "sh", "-ec", "mkdir \"$1\"; cd \"$1\"; if [ -s \"$2\" ]; then cpio -id --quiet < \"$2\"; fi; \"$4\" -dc \"$3\" > \"$3.cpio\"; cpio -id --quiet < \"$3.cpio\"", "sh",
            tree, early, segment, codec);
        return tree;
    }

    private async Task<byte[]> ContentAsync(string version, IReadOnlyList<string> sources, string assets, int threads, string scratch)
    {
        var run = ImageArguments.Parse(
            [
                "metal", "--output-kind", "initramfs", "--arch", "amd64", "--target-version", version, "--assets", assets, "--output", folder.PathOf("out"),
                .. sources.SelectMany(source => new[] { "--system-extension-image", source }),
            ],
            new InputFiles(() => string.Empty));
        using var images = ContainerImages.Open(ContainerSettings.Default, _ => null, new SilentReporter());
        using var resolved = ResolvedPlans.Local(run.Plans, new AssetLocator(assets));
        var environment = new ExtensionEnvironment(new PulledExtensionImages(images), folder.PathOf(scratch), threads);
        using var prepared = await new PrepareExtensions(SourceDateEpoch.Default, new SilentReporter(), environment)
            .RunAsync(resolved.Plans, CancellationToken.None);
        return prepared.Find(run.Plans[0])!.Content.ToArray();
    }

    private void WriteAssets(string script)
    {
        Directory.CreateDirectory(folder.PathOf("assets"));
        Tool.RunChecked(
            "sh", "-ec", $"mkdir -p \"$1/base\"; cd \"$1/base\"; printf init > init; {script}; ls | cpio -o -H newc --quiet | xz --check=crc32 > ../initramfs-amd64.xz; printf kernel > ../vmlinuz-amd64", "sh",
            folder.PathOf("assets"));
    }

    private string CreateExtension(int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"sample-{index}");
        var path = folder.PathOf(name);
        Write(path, "manifest.yaml", $"version: v1alpha1\nmetadata:\n  name: {name}\n  version: 1.0.0\n");
        Write(path, $"rootfs/usr/local/share/{name}", name);
        return path;
    }

    private static void Write(string extension, string path, string text)
    {
        var full = Path.Combine(extension, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
