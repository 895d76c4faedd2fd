namespace Imager.Build.Kernels;

/// <summary>A kernel with everything that belongs to it, as a folder: compiled here, or taken out of a kernel image.</summary>
/// <remarks>The kernel image has the same paths, with the contents of devel.tar in place of it.</remarks>
public sealed record KernelFolder(string Path)
{
    public string Vmlinuz => In("boot", "vmlinuz");

    public string SystemMap => In("boot", "System.map");

    /// <summary>The .config.</summary>
    public string Configuration => In("boot", "config");

    /// <summary>The certificate, DER, that modules must be signed for.</summary>
    public string Certificate => In("certs", "signing_key.x509");

    /// <summary>The detached signatures of the modules, below the modules' own paths.</summary>
    public string Signatures => In("signatures");

    /// <summary>What modules are compiled against: <c>usr/src/linux-RELEASE</c>.</summary>
    public string DevelTar => In("devel.tar");

    /// <summary>A text file, the release.</summary>
    public string ReleaseFile => In("kernel-release");

    public string BootFolder => In("boot");

    /// <summary><c>usr/lib/modules</c> with the one release.</summary>
    public string Modules => In("usr", "lib", "modules");

    /// <summary>Whether the kernel refuses modules that are not signed for <see cref="Certificate"/>.</summary>
    public bool EnforcesSignatures =>
        File.Exists(Configuration) && File.ReadLines(Configuration).Contains("CONFIG_MODULE_SIG_FORCE=y");

    /// <summary>Whether the kernel will take what <paramref name="key"/> signs.</summary>
    public bool Trusts(SigningKey key) =>
        File.Exists(Certificate) && File.ReadAllBytes(Certificate).AsSpan().SequenceEqual(key.CertificateDer);

    private string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);
}
