namespace Imager.Formats.Grub;

/// <summary>How to call <c>grub-mkimage</c> for one prebuilt image. The result depends on GRUB's version only.</summary>
/// <remarks>
/// <c>FileName</c>: what the image is called as an asset. <c>Format</c>: grub-mkimage's -O. <c>Prefix</c>: where GRUB looks for
/// grub.cfg; the empty drive name in <c>(,gpt3)</c> means the drive that GRUB was loaded from, so one image serves every
/// disk, and BOOT must be partition 3. <c>EarlyConfig</c>: embedded script (-c), null for none. <c>Modules</c>: all are inside
/// the image, none on the disk.
/// </remarks>
public sealed record GrubImageRecipe(
    string FileName, string Format, string Prefix, string? EarlyConfig, IReadOnlyList<string> Modules)
{
    /// <summary>The partition that holds /grub/grub.cfg on a disk: BOOT.</summary>
    public const int DiskPartitionNumber = 3;

    private static readonly string[] Common =
    [
        "part_gpt", "fat", "normal", "configfile", "linux", "boot", "search", "search_fs_uuid", "search_fs_file", "search_label",
        "ls", "cat", "echo", "test", "help", "reboot", "halt", "all_video", "minicmd", "serial", "terminal",
    ];

    // A file that exists only on our ISOs is looked for on the drive that the firmware started first, then elsewhere: UEFI GRUB
    // starts in the FAT partition of a USB stick and must find the ISO file system around it.
    private const string IsoSearch = """
        regexp --set=1:imager_drive "^\(([^,)]+)" "$cmdpath"
        search --no-floppy --set=root --hint "$imager_drive" --file /boot/grub/grub.cfg
        set prefix=($root)/boot/grub

        """;

    /// <summary>BIOS, disk: core.img for the BIOS boot partition.</summary>
    public static GrubImageRecipe BiosDisk { get; } =
        new("grub-core-disk.img", "i386-pc", "(,gpt3)/grub", null, ["biosdisk", "part_msdos", "ext2", "xfs", .. Common]);

    /// <summary>UEFI x86-64, disk: BOOTX64.EFI of the ESP.</summary>
    public static GrubImageRecipe EfiDiskAmd64 { get; } =
        new("grub-disk-amd64.efi", "x86_64-efi", "(,gpt3)/grub", null, ["ext2", "xfs", .. Common]);

    /// <summary>UEFI arm64, disk: BOOTAA64.EFI of the ESP.</summary>
    public static GrubImageRecipe EfiDiskArm64 { get; } = EfiDiskAmd64 with { FileName = "grub-disk-arm64.efi", Format = "arm64-efi" };

    /// <summary>BIOS, ISO: the El Torito image, for CD and USB.</summary>
    public static GrubImageRecipe BiosIso { get; } =
        new("grub-eltorito.img", "i386-pc-eltorito", "/boot/grub", null, ["biosdisk", "iso9660", "part_msdos", .. Common]);

    /// <summary>UEFI x86-64, ISO: BOOTX64.EFI inside the El Torito FAT image.</summary>
    public static GrubImageRecipe EfiIsoAmd64 { get; } =
        new("grub-iso-amd64.efi", "x86_64-efi", "/boot/grub", IsoSearch, ["iso9660", "part_msdos", "regexp", .. Common]);

    /// <summary>UEFI arm64, ISO: BOOTAA64.EFI inside the El Torito FAT image.</summary>
    public static GrubImageRecipe EfiIsoArm64 { get; } = EfiIsoAmd64 with { FileName = "grub-iso-arm64.efi", Format = "arm64-efi" };

    /// <summary>Every image that the recipe builds.</summary>
    public static IReadOnlyList<GrubImageRecipe> All { get; } =
        [BiosDisk, EfiDiskAmd64, EfiDiskArm64, BiosIso, EfiIsoAmd64, EfiIsoArm64];

    /// <summary>Files that are shipped as GRUB built them: boot sectors for disk and hybrid ISO.</summary>
    public static IReadOnlyList<string> PlainFiles { get; } = ["boot.img", "boot_hybrid.img"];

    /// <summary>The argument list of <c>grub-mkimage</c>.</summary>
    /// <remarks>
    /// <paramref name="earlyConfigFile"/> must hold <see cref="EarlyConfig"/> and is left out where that is null.
    /// <paramref name="moduleFolder"/>: for example /usr/lib/grub/i386-pc.
    /// </remarks>
    public IReadOnlyList<string> Arguments(string outputFile, string moduleFolder, string earlyConfigFile) =>
    [
        "-O", Format, "-d", moduleFolder, "-o", outputFile, "-p", Prefix,
        .. EarlyConfig is null ? Array.Empty<string>() : ["-c", earlyConfigFile],
        .. Modules,
    ];
}
