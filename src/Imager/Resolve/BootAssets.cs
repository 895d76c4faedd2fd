using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>The inputs of one plan; <paramref name="files"/>, shared by every output of a run, opens each file on first use.</summary>
public sealed class BootAssets(AssetLocator locator, Architecture architecture, ProfileInput? input, OpenedFiles files)
{
    /// <summary>The target machine.</summary>
    public Architecture Architecture { get; } = architecture;

    public FileSource Kernel => Open(BootAsset.Kernel, input?.Kernel?.Path);

    /// <summary>The initramfs with extensions; null for the base's own.</summary>
    public ByteSource? ExtendedInitramfs { get; init; }

    public ByteSource Initramfs => ExtendedInitramfs ?? Open(BootAsset.Initramfs, input?.Initramfs?.Path);

    public FileSource SdStub => Open(BootAsset.SdStub, input?.SdStub?.Path);

    public FileSource SdBoot => Open(BootAsset.SdBoot, input?.SdBoot?.Path);

    /// <summary>A prebuilt GRUB image such as <c>core.img</c>.</summary>
    public FileSource Grub(string fileName) => Open(BootAsset.Grub(fileName), null);

    private FileSource Open(BootAsset asset, string? profilePath) =>
        files.Open(locator.Find(asset, Architecture, profilePath), asset.Role);
}
