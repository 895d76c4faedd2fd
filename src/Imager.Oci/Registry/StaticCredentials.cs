namespace Imager.Oci.Registry;

/// <summary>Credentials given by the caller, and another store for registries not named.</summary>
public sealed class StaticCredentials(
    IReadOnlyDictionary<string, RegistryCredentials> byRegistry, ICredentialStore? otherwise = null) : ICredentialStore
{
    /// <summary>No credentials for anyone.</summary>
    public static StaticCredentials None { get; } = new(new Dictionary<string, RegistryCredentials>());

    /// <inheritdoc/>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        if (byRegistry.TryGetValue(registry, out var credentials))
        {
            return credentials;
        }

        return otherwise is null ? null : await otherwise.FindAsync(registry, cancellationToken);
    }
}
