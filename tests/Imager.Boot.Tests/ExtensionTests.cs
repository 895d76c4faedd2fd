using System.Security.Cryptography;
using System.Text;
using Imager.Boot.Tests.Support;
using Imager.Build.Processes;
using Imager.Build.Qemu;
using Imager.Core;
using Imager.Profiles;
using Imager.Tests.Assets;
using Xunit.Abstractions;

namespace Imager.Boot.Tests;

/// <summary>System extensions, from folder to running system; and that the system notices when they are damaged.</summary>
public sealed class ExtensionTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Boot")]
    public async Task Extensions_keep_their_order_and_a_module_without_signature_is_refused_at_boot()
    {
        var boot = Case("extensions", "--no-module-check");
        if (AreMissing(boot))
        {
            return;
        }

        boot = boot with { Image = await WithExtensionsAsync(boot.Image, withUnsignedModule: true) };

        var (image, report) = await BootMachine.RunAsync(boot);

        output.WriteLine(report.Text);
        BootAssert.Delivered(boot, image, report);
        var names = Enumerable.Range(0, ExtensionSamples.Count).Select(ExtensionSamples.NameOf).Append("embedded-config");
        Assert.Equal(names, report.All("extension").Select(line => line.Split(' ')[0]).Where(name => name != "modules.dep"));
        Assert.StartsWith("verified files=", report.One("extension-manifest"), StringComparison.Ordinal);
        Assert.Equal("/usr/local/etc/containers/hello.yaml", report.One("extension-service"));
        Assert.Contains("dummy loaded", report.All("module"));
        Assert.Contains("unsigned refused Key was rejected by service", report.All("module"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ExtensionSamples.ConfigText)));
        Assert.Equal(
            $"/usr/local/etc/talos/config.yaml bytes={ExtensionSamples.ConfigText.Length} mode=400 sha256={digest}", report.One("embedded-config"));
    }

    [Fact]
    [Trait("Category", "Boot")]
    public async Task A_module_without_signature_is_refused_while_the_image_is_built()
    {
        var boot = Case("extensions-unsigned");
        if (AreMissing(boot))
        {
            return;
        }

        var image = await WithExtensionsAsync(boot.Image, withUnsignedModule: true);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => BuiltImage.GetAsync(image));

        output.WriteLine(error.Message);
        Assert.Contains("unsigned.ko: [module-signature] not signed; module.sig_enforce is on the command line", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dummy.ko", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Boot")]
    public async Task A_damaged_segment_is_refused_at_boot()
    {
        var boot = Case("extensions-damaged");
        if (AreMissing(boot))
        {
            return;
        }

        boot = boot with { Image = await WithExtensionsAsync(boot.Image, withUnsignedModule: false) };
        var image = await BuiltImage.GetAsync(boot.Image);
        Damage(image.File.Path);

        var lines = await RunAsync(boot, image);

        output.WriteLine(string.Join('\n', lines));
        Assert.Contains(lines, line => line.Contains("refused: extension-manifest: the command line pins one", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("extension: sample-0", StringComparison.Ordinal));
    }

    private static BootCase Case(string name, params string[] words)
    {
        var image = BootImage.Iso(Architecture.Amd64, Bootloader.Grub);
        return new(
            // Emulated on a busy machine, the timer may look broken to the kernel, which then gives up.
            image with { Name = $"amd64-iso-{name}", Words = [.. image.Words, "--extra-kernel-arg", "no_timer_check", .. words] },
            QemuBus.Cdrom,
            QemuFirmware.Bios);
    }

    private bool AreMissing(BootCase boot)
    {
        if (BootRequirements.AreMissing(boot, output))
        {
            return true;
        }

        var isMissing = !ToolProcess.Exists("unsquashfs");
        Assert.False(isMissing && Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1", "there is no unsquashfs");
        return isMissing;
    }

    private static async Task<BootImage> WithExtensionsAsync(BootImage image, bool withUnsignedModule)
    {
        var folder = Path.Combine(BootPaths.Work, image.Name + "-sources");
        Directory.CreateDirectory(folder);
        var config = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(config, ExtensionSamples.ConfigText);
        var paths = await ExtensionSamples.CreateAsync(folder, withUnsignedModule);
        return image with
        {
            Words =
            [
                .. image.Words, "--embedded-config-path", config, .. paths.SelectMany(path => new[] { "--system-extension-image", path }),
            ],
        };
    }

    /// <summary>Breaks the appended segment in its middle: the kernel will say so on the console and boot on without it.</summary>
    private static void Damage(string path)
    {
        var original = File.ReadAllBytes(Repository.AssetPaths("amd64").Single(asset => asset.Contains("initramfs", StringComparison.Ordinal)));
        var bytes = File.ReadAllBytes(path);
        var start = bytes.AsSpan().IndexOf(original);
        Assert.True(start > 0);
        bytes.AsSpan(start + original.Length + 128, 64).Fill(0xAA);
        File.WriteAllBytes(path, bytes);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(BootCase boot, BuiltImage image)
    {
        var machine = new QemuMachine
        {
            Architecture = boot.Image.Architecture,
            Firmware = boot.Firmware,
            Drives = [new(image.File.Path, boot.Bus) { Format = image.File.Format }],
        };
        var result = await QemuRunner.RunAsync(
            machine,
            Path.Combine(BootPaths.Work, boot.Name + "-machine"),
            new QemuLimits(TimeSpan.FromMinutes(10)) { StopAt = ProbeReport.IsEnd },
            _ => { },
            CancellationToken.None);
        return [.. result.SerialLines];
    }
}
