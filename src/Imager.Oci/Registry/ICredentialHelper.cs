namespace Imager.Oci.Registry;

/// <summary>Asks a <c>docker-credential-*</c> program.</summary>
public interface ICredentialHelper
{
    /// <summary>Runs <c>docker-credential-NAME get</c>; null when it knows nothing about the server.</summary>
    Task<RegistryCredentials?> GetAsync(string name, string server, CancellationToken cancellationToken);
}
