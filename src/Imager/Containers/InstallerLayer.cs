using Imager.Formats.Extents;
using Imager.Oci.Layers;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;

namespace Imager.Containers;

/// <summary>The files that make an installer out of its base: <c>usr/install/ARCH/...</c></summary>
/// <remarks>
/// From 1.10 on a UKI and systemd-boot, before that kernel and initramfs. Time 0 and no directory entries, as the Talos imager writes
/// them; but mode 0644 instead of its 0, so that a container without root can read them.
/// </remarks>
internal static class InstallerLayer
{
    internal static IEnumerable<LayerEntry> Entries(BuildPlan plan, BootAssets assets, Func<ExtentMap> uki)
    {
        var folder = $"usr/install/{plan.Architecture}";
        var files = plan.Profile.Gates.UnifiedInstaller
            ? [Entry($"{folder}/vmlinuz.efi", uki().AsSource()), Entry($"{folder}/systemd-boot.efi", assets.SdBoot)]
            : new[] { Entry($"{folder}/vmlinuz", assets.Kernel), Entry($"{folder}/initramfs.xz", assets.Initramfs) };
        return files.Concat(BoardTrees(plan, folder));
    }

    private static LayerEntry Entry(string path, ByteSource source) =>
        LayerEntry.File(path, FileTree.FileMode, source.LengthBytes, () => new ByteSourceStream(source));

    /// <summary>Device trees and firmware of boards, only for targets up to 1.6 and where the assets have them.</summary>
    private static IEnumerable<LayerEntry> BoardTrees(BuildPlan plan, string folder)
    {
        var input = plan.Profile.Input;
        var trees = plan.Profile.Gates.IsVersion16OrOlder
            ? new (FileAsset? Asset, string Name)[] { (input?.Dtb, "dtb"), (input?.UBoot, "u-boot"), (input?.RpiFirmware, "raspberrypi-firmware") }
            : [];
        return trees
            .Where(tree => Directory.Exists(tree.Asset?.Path))
            .SelectMany(tree => FileTree.Read(tree.Asset!.Path!, $"{folder}/{tree.Name}", new(0)))
            .Where(entry => entry.Kind != NodeKind.Directory);
    }
}
