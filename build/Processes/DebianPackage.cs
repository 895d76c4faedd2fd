namespace Imager.Build.Processes;

/// <summary>A package that tests or builds use, and how to see that it is there: any one of its probes.</summary>
/// <remarks>A probe is a program name, or an absolute path of a file or folder.</remarks>
public sealed record DebianPackage(string Name, params IReadOnlyList<string> Probes)
{
    /// <summary>Other people's programs that read what we write, and the machine that boots it.</summary>
    public static IReadOnlyList<DebianPackage> TestTools { get; } =
    [
        new("attr", "getfattr"),
        new("binutils", "objdump"),
        new("cpio", "cpio"),
        new("docker-registry", "docker-registry"),
        new("docker.io", "dockerd"),
        new("dosfstools", "fsck.vfat"),
        new("e2fsprogs", "debugfs"),
        new("fdisk", "sfdisk"),
        new("gdisk", "sgdisk"),
        new("genisoimage", "isoinfo"),
        new("grub-common", "grub-fstest"),
        new("grub-efi-amd64-bin", "/usr/lib/grub/x86_64-efi"),
        new("grub-pc-bin", "/usr/lib/grub/i386-pc/boot.img"),
        new("kmod", "depmod"),
        new("libarchive-tools", "bsdtar"),
        new("llvm", "llvm-objcopy"),
        new("mtools", "mdir"),
        new("openssl", "openssl"),
        new("osslsigncode", "osslsigncode"),
        new("ovmf", "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_CODE.fd"),
        new("parted", "parted"),
        new("patch", "patch"),
        new("qemu-efi-aarch64", "/usr/share/AAVMF/AAVMF_CODE.fd"),
        new("qemu-system-arm", "qemu-system-aarch64"),
        new("qemu-system-x86", "qemu-system-x86_64"),
        new("qemu-utils", "qemu-img"),
        new("sbsigntool", "sbverify"),
        new("skopeo", "skopeo"),
        new("squashfs-tools", "unsquashfs"),
        new("systemd", "/usr/lib/systemd/systemd-measure"),
        new("systemd-boot-efi", "/usr/lib/systemd/boot/efi/linuxx64.efi.stub"),
        new("umoci", "umoci"),
        new("xfsprogs", "xfs_repair"),
        new("xorriso", "xorriso"),
        new("xz-utils", "xz"),
        new("zstd", "zstd"),
    ];

    /// <summary>The keys that Debian's archive is signed with; always there on Debian, not on Ubuntu.</summary>
    public static DebianPackage ArchiveKeyring { get; } =
        new("debian-archive-keyring", "/usr/share/keyrings/debian-archive-keyring.gpg");

    public bool IsInstalled => Probes.Any(probe => Path.IsPathRooted(probe) ? Path.Exists(probe) : ToolProcess.Exists(probe));
}
