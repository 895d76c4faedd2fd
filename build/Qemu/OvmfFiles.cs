using Imager.Core;

namespace Imager.Build.Qemu;

/// <summary>The UEFI firmware of the distribution: code, and an empty store of variables to copy.</summary>
public sealed record OvmfFiles(string Code, string Variables)
{
    private static readonly Dictionary<Architecture, OvmfFiles[]> Known = new()
    {
        [Architecture.Amd64] =
        [
            new("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
            new("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
            new("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
        ],
        [Architecture.Arm64] =
        [
            new("/usr/share/AAVMF/AAVMF_CODE.no-secboot.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"),
            new("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"),
        ],
    };

    /// <summary>The first pair that is installed.</summary>
    /// <exception cref="HostEnvironmentException">None is.</exception>
    public static OvmfFiles Find(Architecture architecture)
    {
        var files = Known[architecture];
        return files.FirstOrDefault(pair => File.Exists(pair.Code) && File.Exists(pair.Variables))
            ?? throw new HostEnvironmentException(
                "IMG4302",
                $"no UEFI firmware for {architecture}: none of {string.Join(", ", files.Select(pair => pair.Code))} is there. "
                + $"Run: sudo apt-get install {(architecture == Architecture.Arm64 ? "qemu-efi-aarch64" : "ovmf")}");
    }
}
