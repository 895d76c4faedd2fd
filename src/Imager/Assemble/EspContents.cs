using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Plan;

namespace Imager.Assemble;

/// <summary>The files of an EFI system partition, as a tree that FAT and ISO writers share.</summary>
public static class EspContents
{
    /// <summary>systemd-boot on the removable-media path, its configuration and the UKI it finds by itself.</summary>
    public static void AddSdBoot(FileTreeBuilder tree, BuildPlan plan, ByteSource sdBoot, ExtentMap uki, string? enroll = null)
    {
        tree.AddText(EspPaths.LoaderConf, new LoaderConf(SecureBootEnroll: enroll).ToText());
        tree.AddFile(EspPaths.Uki(plan.ProductName, plan.Version), uki.AsSource());
        AddRemovableLoader(tree, plan.Architecture, sdBoot);
    }

    /// <summary>A boot loader under the name that firmware looks for on any medium.</summary>
    public static void AddRemovableLoader(FileTreeBuilder tree, Architecture architecture, ByteSource loader) =>
        tree.AddFile(EspPaths.RemovableLoader(architecture), loader);
}
