namespace Imager.Profiles.MachineConfig;

/// <summary>Where the machine fetches its configuration, and how it proves who it is.</summary>
/// <remarks>
/// The OAuth options work on the metal platform only and need <c>Url</c> and <c>ClientId</c>. What is absent is left to
/// the OS: the device URL is then the configuration URL with the path <c>/device/code</c>, the token URL with <c>/token</c>.
/// </remarks>
public sealed record ConfigUrlOptions
{
    /// <summary>
    /// <c>talos.config</c>: an http or https URL, in which the OS replaces <c>${uuid}</c>, <c>${serial}</c>, <c>${mac}</c>,
    /// <c>${hostname}</c> and <c>${code}</c>; or <c>metal-iso</c>, or <c>guestinfo</c>.
    /// </summary>
    public string? Url { get; init; }

    /// <summary><c>talos.config.oauth.client_id</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>talos.config.oauth.client_secret</c>. Whoever can read the image can read it.</summary>
    public string? ClientSecret { get; init; }

    /// <summary><c>talos.config.oauth.scope</c>, one argument each.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary><c>talos.config.oauth.audience</c>.</summary>
    public string? Audience { get; init; }

    /// <summary><c>talos.config.oauth.device_auth_url</c>.</summary>
    public string? DeviceAuthUrl { get; init; }

    /// <summary><c>talos.config.oauth.token_url</c>.</summary>
    public string? TokenUrl { get; init; }

    /// <summary><c>talos.config.oauth.extra_variable</c>, one argument each: uuid, serial, mac, hostname or code.</summary>
    public IReadOnlyList<string> ExtraVariables { get; init; } = [];

    /// <summary>Whether any OAuth option is given.</summary>
    public bool UsesOAuth =>
        ClientId is not null || ClientSecret is not null || Scopes.Count > 0 || Audience is not null
        || DeviceAuthUrl is not null || TokenUrl is not null || ExtraVariables.Count > 0;
}
