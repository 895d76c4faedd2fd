using Imager.Core;

namespace Imager.Build.Images;

/// <summary>One image to make.</summary>
/// <remarks>
/// <paramref name="AssetFolder"/> holds <c>vmlinuz-ARCH</c>, <c>initramfs-ARCH.xz</c>, <c>sd-stub-ARCH.efi</c>,
/// <c>sd-boot-ARCH.efi</c> and <c>grub-ARCH/</c>; <paramref name="Arguments"/> are words of the imager's command line.
/// </remarks>
public sealed record ImageRequest(
    string Profile, Architecture Architecture, string AssetFolder, SourceDateEpoch Epoch, IReadOnlyList<string> Arguments);
