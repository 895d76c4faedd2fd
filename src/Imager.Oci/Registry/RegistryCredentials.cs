namespace Imager.Oci.Registry;

/// <summary>User name and password, or the identity token that replaces both. Never printed.</summary>
public sealed record RegistryCredentials(string UserName, string Secret)
{
    /// <summary>Whether <see cref="Secret"/> is an OAuth2 refresh token.</summary>
    public bool IsIdentityToken { get; init; }

    /// <summary>The user name only; secrets do not belong in logs.</summary>
    public override string ToString() => $"{UserName}:***";
}
