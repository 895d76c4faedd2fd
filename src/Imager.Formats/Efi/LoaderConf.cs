namespace Imager.Formats.Efi;

/// <summary>The configuration of systemd-boot, <c>/loader/loader.conf</c> on the ESP.</summary>
/// <remarks>
/// loader.conf(5). <c>TimeoutSeconds</c>: how long the menu is shown. <c>SecureBootEnroll</c>: <c>if-safe</c>,
/// <c>manual</c>, <c>force</c> or <c>off</c>; null leaves the line out.
/// </remarks>
public sealed record LoaderConf(int TimeoutSeconds = 10, string? SecureBootEnroll = null)
{
    /// <summary>The bytes that the Talos imager writes for the same values.</summary>
    public string ToText() =>
        $"# systemd-boot configuration\n\ntimeout {TimeoutSeconds}\n"
        + (SecureBootEnroll is null ? string.Empty : $"\nsecure-boot-enroll {SecureBootEnroll}\n");
}
