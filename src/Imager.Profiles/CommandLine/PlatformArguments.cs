using Imager.Core;

namespace Imager.Profiles.CommandLine;

/// <summary>The kernel arguments each platform needs: consoles, network names, and what its hypervisor lacks.</summary>
public static class PlatformArguments
{
    private const string IfNames = "net.ifnames=0";
    private const string NoDashboard = "talos.dashboard.disabled=1";
    private const string NoKexec = "sysctl.kernel.kexec_load_disabled=1";

    /// <summary>The least NVMe timeout argument Amazon asks for: never give up.</summary>
    internal const string NvmeTimeout = "nvme_core.io_timeout=4294967295";

    private static readonly string[] ScreenThenSerial = ["console=tty1", "console=ttyS0"];
    private static readonly string[] SerialThenScreens = ["console=ttyS0", "console=tty0", "console=tty1"];

    /// <summary>
    /// The arguments of a platform, by its canonical name, in order; empty for a platform without any.
    /// </summary>
    public static IReadOnlyList<string> For(string canonicalName, Architecture architecture, VersionGates gates) =>
        canonicalName switch
        {
            "akamai" or "digital-ocean" => [.. SerialThenScreens, IfNames],
            "alibabacloud" or "cloudstack" or "exoscale" or "hcloud" or "nocloud" or "opennebula" or "openstack" =>
                [.. ScreenThenSerial, IfNames],
            "aws" when gates.NvmeTimeoutOnAwsOnly => [.. ScreenThenSerial, IfNames, NvmeTimeout],
            "aws" => [.. ScreenThenSerial, IfNames],
            "azure" =>
            [
                "console=ttyS0,115200n8", "earlyprintk=ttyS0,115200", "rootdelay=300", IfNames, NoDashboard,
                .. KexecGuard(gates),
            ],
            "equinixMetal" => [IsArm(architecture, gates) ? "console=ttyAMA0,115200" : "console=ttyS1,115200n8"],
            "gcp" => ["console=ttyS0", IfNames, NoDashboard, .. KexecGuard(gates)],
            "metal" => Metal(architecture, gates),
            "oracle" or "scaleway" => [.. ScreenThenSerial, IfNames, NoDashboard],
            "upcloud" or "vultr" => [IfNames],
            "vmware" => Vmware(architecture),
            _ => [],
        };

    private static string[] Metal(Architecture architecture, VersionGates gates) =>
        IsArm(architecture, gates) ? ["console=ttyAMA0", "console=tty0"]
        : gates.MetalSerialConsole ? ["console=ttyS0", "console=tty0"]
        : ["console=tty0"];

    private static string[] Vmware(Architecture architecture) =>
        architecture == Architecture.Arm64
            ? ["talos.config=guestinfo", "console=tty0", "console=ttyAMA0", IfNames]
            : ["talos.config=guestinfo", "console=tty0", "console=ttyS0", "earlyprintk=ttyS0,115200", IfNames];

    private static string[] KexecGuard(VersionGates gates) => gates.IsVersion16OrOlder ? [] : [NoKexec];

    /// <summary>
    /// The v1.6 imager gave both architectures the amd64 consoles, and its boards rely on setting their own.
    /// </summary>
    private static bool IsArm(Architecture architecture, VersionGates gates) =>
        architecture == Architecture.Arm64 && !gates.IsVersion16OrOlder;
}
