namespace Imager.Oci.Registry;

/// <summary>Everything a <see cref="RegistryClient"/> depends on.</summary>
public sealed record RegistryOptions
{
    /// <summary>Registries and mirrors that need more than the defaults (HTTPS, system certificates, no mirrors).</summary>
    public IReadOnlyList<RegistryHost> Hosts { get; init; } = [];

    /// <summary>Who we are.</summary>
    public ICredentialStore Credentials { get; init; } = StaticCredentials.None;

    /// <summary>Proxies; none unless set.</summary>
    public ProxyRules Proxy { get; init; } = ProxyRules.None;

    /// <summary>Repeats after failures.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Blobs larger than this are uploaded in pieces of this size, so that a failure costs one piece.</summary>
    public long UploadChunkBytes { get; init; } = 64L << 20;

    /// <summary>Sent with every request.</summary>
    public string UserAgent { get; init; } = "imager";
}
