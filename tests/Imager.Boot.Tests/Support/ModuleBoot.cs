using Imager.Arguments;
using Imager.Build.Processes;
using Imager.Build.Qemu;
using Imager.Containers;
using Imager.Core;
using Imager.Resolve;
using Imager.Tests.Assets;

namespace Imager.Boot.Tests.Support;

/// <summary>Boots an ISO whose initramfs carries kernel modules as an extension, and hands back what became of them.</summary>
public static class ModuleBoot
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Where <c>./build.sh module-hello</c> leaves the module; null when it did not.</summary>
    public static string? FindHello(Architecture architecture)
    {
        var folder = Path.Combine(Repository.AssetFolder, $"module-hello-{architecture}");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "hello.ko", SearchOption.AllDirectories).Single() : null;
    }

    /// <summary>Boots by UEFI and sd-boot. The modules are files by name, in the folder of the release they were built for.</summary>
    public static async Task<ProbeReport> RunAsync(
        string name, Architecture architecture, string release, IReadOnlyDictionary<string, byte[]> modules, params string[] kernelArguments)
    {
        var work = Path.Combine(BootPaths.Work, name);
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        var assets = await AssetsAsync(work, architecture, release, modules);
        var iso = await BuildAsync(work, assets, architecture, kernelArguments);
        var machine = new QemuMachine { Architecture = architecture, Firmware = QemuFirmware.Uefi, Drives = [new(iso, QemuBus.Cdrom)] };
        Directory.CreateDirectory(BootPaths.SerialLogs);
        var logPath = Path.Combine(BootPaths.SerialLogs, name + ".log");
        await using var log = new StreamWriter(logPath) { AutoFlush = true };
        var result = await QemuRunner.RunAsync(
            machine, Path.Combine(work, "machine"), new QemuLimits(Limit) { StopAt = ProbeReport.IsEnd }, log.WriteLine, CancellationToken.None);
        var report = ProbeReport.Read(result.SerialLines);
        Assert.True(report.IsComplete, $"{name}: {result.End} after {result.Time.TotalSeconds:0} s; the console is in {logPath}");
        return report;
    }

    /// <summary>The boot assets, with one more segment behind the initramfs.</summary>
    private static async Task<string> AssetsAsync(
        string work, Architecture architecture, string release, IReadOnlyDictionary<string, byte[]> modules)
    {
        var extras = Path.Combine(work, "extension", "usr", "lib", "modules", release, "extras");
        var segment = Path.Combine(work, "segment");
        var assets = Path.Combine(work, "assets");
        foreach (var folder in new[] { extras, segment, assets })
        {
            Directory.CreateDirectory(folder);
        }

        foreach (var (file, content) in modules)
        {
            await File.WriteAllBytesAsync(Path.Combine(extras, file), content);
        }

        await ShellAsync(
            "mksquashfs \"$1/extension\" \"$1/segment/modules.sqsh\" -all-root -no-progress -quiet "
            + "&& printf 'layers:\\n  - image: modules.sqsh\\n    metadata:\\n      name: modules\\n      version: 1.0.0\\n' > \"$1/segment/extensions.yaml\" "
            + "&& cd \"$1/segment\" && find . -mindepth 1 | cpio -o -H newc --quiet > ../segment.cpio",
            work);
        foreach (var asset in Repository.AssetPaths(architecture.Name))
        {
            var target = Path.Combine(assets, Path.GetFileName(asset));
            if (Path.GetFileName(asset) == $"initramfs-{architecture}.xz")
            {
                await AppendAsync(asset, Path.Combine(work, "segment.cpio"), target);
            }
            else
            {
                File.CreateSymbolicLink(target, asset);
            }
        }

        return assets;
    }

    /// <summary>An uncompressed segment has to begin at a multiple of four bytes.</summary>
    private static async Task AppendAsync(string initramfs, string segment, string target)
    {
        File.Copy(initramfs, target);
        await using var file = new FileStream(target, FileMode.Append);
        await file.WriteAsync(new byte[(4 - (file.Length % 4)) % 4]);
        await file.WriteAsync(await File.ReadAllBytesAsync(segment));
    }

    private static async Task<string> BuildAsync(string work, string assets, Architecture architecture, string[] kernelArguments)
    {
        string[] arguments =
        [
            $"console={BootImage.Iso(architecture, Profiles.Bootloader.SdBoot).Console}", "imager.probe=poweroff", .. kernelArguments,
        ];
        var run = ImageArguments.Parse(
            [
                "iso", "--bootloader", "sd-boot", "--arch", architecture.Name, "--assets", assets, "--output", work,
                .. arguments.SelectMany(argument => new[] { "--extra-kernel-arg", argument }),
            ],
            new InputFiles(() => string.Empty));
        using var resolved = ResolvedPlans.Local(run.Plans, new AssetLocator(run.AssetsFolder));
        var reports = await new ImageBuilder(SourceDateEpoch.Default, new SilentReporter()).BuildAsync(
            resolved, run.WriteOptions, ContainerOutput.None, RegistrySettings.FromEnvironment(_ => null), CancellationToken.None);
        return reports.Single().Path;
    }

    private static Task ShellAsync(string script, params string[] arguments) =>
        ToolProcess.RunCheckedAsync(new("sh", ["-euc", script, "sh", .. arguments]), _ => { }, CancellationToken.None);
}
