namespace Imager.BuildKit;

/// <summary>Files for TLS to an engine; a null path means the system's default.</summary>
public sealed record EngineTls(
    string? AuthorityPath, string? CertificatePath, string? KeyPath, string? ServerName = null);
