using Imager.Core;
using Imager.Host;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>The opened inputs of one architecture; each file is opened on first use and shared by every output of a run.</summary>
public sealed class BootAssets(AssetLocator locator, Architecture architecture, ProfileInput? input) : IDisposable
{
    private readonly Dictionary<string, FileSource> opened = new(StringComparer.Ordinal);

    /// <summary>The target machine.</summary>
    public Architecture Architecture { get; } = architecture;

    public FileSource Kernel => Open(BootAsset.Kernel, input?.Kernel?.Path);

    public FileSource Initramfs => Open(BootAsset.Initramfs, input?.Initramfs?.Path);

    public FileSource SdStub => Open(BootAsset.SdStub, input?.SdStub?.Path);

    public FileSource SdBoot => Open(BootAsset.SdBoot, input?.SdBoot?.Path);

    /// <summary>A prebuilt GRUB image such as <c>core.img</c>.</summary>
    public FileSource Grub(string fileName) => Open(BootAsset.Grub(fileName), null);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in opened.Values)
        {
            source.Dispose();
        }
    }

    private FileSource Open(BootAsset asset, string? profilePath)
    {
        var path = locator.Find(asset, Architecture, profilePath);
        if (!opened.TryGetValue(path, out var source))
        {
            source = FileSource.Open(path, asset.Role);
            opened.Add(path, source);
        }

        return source;
    }
}
