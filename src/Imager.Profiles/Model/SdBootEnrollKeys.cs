namespace Imager.Profiles;

/// <summary>When systemd-boot enrols Secure Boot keys (<c>secure-boot-enroll</c> in loader.conf).</summary>
public enum SdBootEnrollKeys
{
    /// <summary>Only in a virtual machine in setup mode.</summary>
    IfSafe = 0,

    /// <summary>A menu entry does it.</summary>
    Manual = 1,

    /// <summary>Always in setup mode, also on real hardware.</summary>
    Force = 2,

    /// <summary>Never.</summary>
    Off = 3,
}
