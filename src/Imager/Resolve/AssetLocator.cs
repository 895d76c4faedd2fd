using Imager.Core;

namespace Imager.Resolve;

/// <summary>Finds the boot assets on this machine.</summary>
/// <remarks>
/// A path that a profile names itself is used as it is. The built-in default of a profile,
/// <c>/usr/install/&lt;arch&gt;/vmlinuz</c> and so on (the Talos imager container's layout), is looked up there first and then,
/// under the file names that <c>./build.sh</c> leaves, in the assets folder.
/// </remarks>
public sealed class AssetLocator(string? assetsFolder)
{
    /// <summary>The folder with <c>vmlinuz-&lt;arch&gt;</c> and its siblings, or null when there is none.</summary>
    public string? AssetsFolder { get; } = assetsFolder;

    /// <summary>Boot assets taken out of a base image, or null: they come before everything but paths that a profile names itself.</summary>
    /// <remarks>What the image lacks, a stub or GRUB's images, is looked for where it would be without a base image.</remarks>
    public string? BaseFolder { get; init; }

    /// <summary>The path of <paramref name="asset"/>: <paramref name="profilePath"/> itself or its twin in the assets folder.</summary>
    /// <exception cref="HostEnvironmentException">Neither exists; the message names both and how to get them.</exception>
    public string Find(BootAsset asset, Architecture architecture, string? profilePath)
    {
        var defaultPath = asset.InstallPath(architecture);
        var wanted = profilePath ?? defaultPath;
        var name = asset.ArtifactName(architecture);
        if (BaseFolder is not null && wanted == defaultPath && Path.Combine(BaseFolder, name) is var inBase && File.Exists(inBase))
        {
            return inBase;
        }

        if (File.Exists(wanted) || wanted != defaultPath)
        {
            return wanted;
        }

        var inFolder = AssetsFolder is null ? null : Path.Combine(AssetsFolder, name);
        if (inFolder is not null && File.Exists(inFolder))
        {
            return inFolder;
        }

        throw new HostEnvironmentException(
            "IMG4001",
            $"the {asset.Role} for {architecture} was not found: neither \"{wanted}\" nor "
            + (inFolder is null ? $"\"{name}\" in an assets folder" : $"\"{inFolder}\"")
            + $" exists. Run ./build.sh ARCH={architecture} to build it, name its folder with --assets, or set the path "
            + $"in the profile (input.{asset.ProfileKey}.path).");
    }
}
