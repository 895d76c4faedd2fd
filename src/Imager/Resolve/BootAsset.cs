using Imager.Core;

namespace Imager.Resolve;

/// <summary>One kind of boot file: its name for people, in profiles, in the imager container and in <c>artifacts/</c>.</summary>
public sealed record BootAsset
{
    private readonly string installName;
    private readonly string artifactPattern;

    private BootAsset(string role, string profileKey, string installName, string artifactPattern)
    {
        Role = role;
        ProfileKey = profileKey;
        this.installName = installName;
        this.artifactPattern = artifactPattern;
    }

    public static BootAsset Kernel { get; } = new("kernel", "kernel", "vmlinuz", "vmlinuz-{0}");

    public static BootAsset Initramfs { get; } = new("initramfs", "initramfs", "initramfs.xz", "initramfs-{0}.xz");

    public static BootAsset SdStub { get; } = new("systemd-stub", "sdStub", "systemd-stub.efi", "sd-stub-{0}.efi");

    public static BootAsset SdBoot { get; } = new("systemd-boot", "sdBoot", "systemd-boot.efi", "sd-boot-{0}.efi");

    /// <summary>What a message calls it.</summary>
    public string Role { get; }

    /// <summary>The key below <c>input</c> in a profile.</summary>
    public string ProfileKey { get; }

    /// <summary>A prebuilt GRUB image, by its file name in <c>grub-&lt;arch&gt;/</c>.</summary>
    public static BootAsset Grub(string fileName) =>
        new($"GRUB image {fileName}", "kernel", $"grub/{fileName}", $"grub-{{0}}/{fileName}");

    /// <summary>The path inside an imager container.</summary>
    public string InstallPath(Architecture architecture) => $"/usr/install/{architecture}/{installName}";

    /// <summary>The file name below the assets folder.</summary>
    public string ArtifactName(Architecture architecture) => string.Format(artifactPattern, architecture);
}
