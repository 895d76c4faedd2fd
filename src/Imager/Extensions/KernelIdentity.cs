using Imager.Formats.Efi;
using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>What a kernel image tells about the modules it will load.</summary>
/// <remarks>
/// <c>Release</c>: as <c>uname -r</c> prints it. <c>Certificates</c>: those compiled into the kernel plus those given. <c>IsScanned</c>:
/// whether the image could be searched for certificates. <c>ForcesSignatures</c>: from the embedded configuration, null when it has none.
/// </remarks>
public sealed record KernelIdentity(
    string? Release, IReadOnlyList<ModuleCertificate> Certificates, bool IsScanned, bool? ForcesSignatures)
{
    /// <summary>Whether the command line asks for signatures (<c>module.sig_enforce</c>).</summary>
    public bool IsEnforcedByCommandLine { get; init; }

    /// <summary>What the kernel compares modules with: its release and options such as <c>SMP preempt mod_unload</c>; null when not found.</summary>
    public string? VersionMagic { get; init; }

    /// <summary>Whether this kernel refuses unsigned modules and those of strangers.</summary>
    public bool RefusesStrangers => IsEnforcedByCommandLine || ForcesSignatures == true;

    /// <summary>Searches a kernel image; what it does not tell stays empty.</summary>
    public static KernelIdentity Read(ByteSource kernel, CancellationToken cancellationToken)
    {
        var release = LinuxKernel.TryRead(kernel)?.Version;
        var scan = KernelScan.Run(kernel, cancellationToken);
        return new KernelIdentity(release, scan?.Certificates ?? [], scan is not null, scan?.ForcesSignatures)
        {
            VersionMagic = scan?.VersionMagics.FirstOrDefault(text => text.StartsWith($"{release} ", StringComparison.Ordinal)),
        };
    }

    /// <summary>The same kernel with what its command line says.</summary>
    public KernelIdentity WithCommandLine(string commandLine) => this with
    {
        IsEnforcedByCommandLine = commandLine.Split(' ').LastOrDefault(word => word.StartsWith("module.sig_enforce", StringComparison.Ordinal))
            is "module.sig_enforce" or "module.sig_enforce=1" or "module.sig_enforce=y" or "module.sig_enforce=Y",
    };

    /// <summary>The same kernel with more certificates, for example those of a database that it trusts.</summary>
    public KernelIdentity WithCertificates(IEnumerable<ModuleCertificate> certificates) =>
        this with { Certificates = [.. Certificates, .. certificates] };
}
