namespace Imager.Oci.Registry;

/// <summary>How to reach one registry (host and optional port, as references name it).</summary>
public sealed record RegistryHost(string Name)
{
    /// <summary>Plain HTTP instead of HTTPS. Never chosen on its own, loopback included.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Accept any certificate. Digests still protect content named by digest, not tags.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>PEM files with certificate authorities to trust besides the system's.</summary>
    public IReadOnlyList<string> CertificateAuthorityFiles { get; init; } = [];

    /// <summary>Tried in order before the registry itself, for reading only.</summary>
    public IReadOnlyList<RegistryMirror> Mirrors { get; init; } = [];
}
