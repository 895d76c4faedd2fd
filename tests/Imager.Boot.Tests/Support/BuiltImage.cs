using System.Collections.Concurrent;
using Imager.Arguments;
using Imager.Build.Processes;
using Imager.Build.Qemu;
using Imager.Containers;
using Imager.Core;
using Imager.Extensions;
using Imager.Images;
using Imager.Plan;
using Imager.Resolve;
using Imager.Tests.Assets;

namespace Imager.Boot.Tests.Support;

/// <summary>An image that the library built, unpacked for QEMU, with what it must deliver.</summary>
public sealed record BuiltImage(BuildPlan Plan, DiskImageFile File, byte[] Network)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<BuiltImage>>> Built = new();

    /// <summary>Builds the image, once per test process.</summary>
    public static Task<BuiltImage> GetAsync(BootImage image) =>
        Built.GetOrAdd(image.Name, _ => new(() => Task.Run(() => BuildAsync(image)))).Value;

    private static async Task<BuiltImage> BuildAsync(BootImage image)
    {
        var folder = Path.Combine(BootPaths.Work, image.Name);
        Directory.CreateDirectory(folder);
        var network = Path.Combine(folder, "network.yaml");
        var document = await System.IO.File.ReadAllTextAsync(BootPaths.NetworkDocument);
        await System.IO.File.WriteAllTextAsync(network, image.EditNetwork(document));
        var run = ImageArguments.Parse(
            [
                .. Profile(image, folder),
                .. image.Words,
                "--arch", image.Architecture.Name,
                "--assets", Repository.AssetFolder,
                "--output", folder,
                "--extra-kernel-arg", $"console={image.Console}",
                "--extra-kernel-arg", "imager.probe=poweroff",
                "--extra-kernel-arg", "imager.probe.digests",

                // USB devices come late on a busy host; the probe goes on as soon as it has found its medium.
                "--extra-kernel-arg", "imager.probe.wait=60",
                "--meta", $"0xa=@{network}",
            ],
            new InputFiles(() => string.Empty));
        using var resolved = ResolvedPlans.Local(run.Plans, new AssetLocator(run.AssetsFolder));
        using var images = ContainerImages.Open(ContainerSettings.Default, _ => null, new SilentReporter());
        var environment = new ExtensionEnvironment(new PulledExtensionImages(images), folder, Environment.ProcessorCount)
        {
            Settings = run.Extensions,
        };
        using var extensions = await new PrepareExtensions(SourceDateEpoch.Default, new SilentReporter(), environment)
            .RunAsync(resolved.Plans, CancellationToken.None);
        var builder = new ImageBuilder(SourceDateEpoch.Default, new SilentReporter()) { Extensions = extensions };
        var reports = await builder.BuildAsync(
            resolved, run.WriteOptions, ContainerOutput.None, RegistrySettings.FromEnvironment(_ => null), CancellationToken.None);
        var report = reports.Single();
        var isOva = report.Path.EndsWith(".ova", StringComparison.Ordinal);
        var path = isOva ? await UnpackAsync(report.Path, folder) : report.Path;
        var file = await DiskImageFile.PrepareAsync(path, folder, CancellationToken.None);
        var plan = run.Plans.Single();
        return new BuiltImage(
            plan.WithKernelArgument(extensions.Find(plan)?.KernelArgument), file, await System.IO.File.ReadAllBytesAsync(network));
    }

    private static string[] Profile(BootImage image, string folder)
    {
        if (image.ProfileText is null)
        {
            return [];
        }

        var path = Path.Combine(folder, "profile.yaml");
        System.IO.File.WriteAllText(path, image.ProfileText);
        return [path];
    }

    private static async Task<string> UnpackAsync(string ova, string folder)
    {
        var call = new ToolCall("tar", ["-xf", ova, "-C", folder, "disk.vmdk"]);
        await ToolProcess.RunCheckedAsync(call, _ => { }, CancellationToken.None);
        return Path.Combine(folder, "disk.vmdk");
    }
}
