namespace Imager.Oci.Registry;

/// <summary>Knows who we are at a registry.</summary>
public interface ICredentialStore
{
    /// <summary>Credentials for a registry (host and optional port), or null to stay anonymous.</summary>
    Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken);
}
