using System.CommandLine;
using Imager.Profiles.MachineConfig;

namespace Imager.Arguments;

/// <summary>Options about where the machine fetches its configuration; they become <c>talos.config*</c> kernel arguments.</summary>
public sealed class ConfigUrlOptionSet
{
    private readonly Option<string?> url = new("--config-url")
    {
        Description = "URL of the machine configuration; ${uuid}, ${serial}, ${mac}, ${hostname} and ${code} are replaced at boot.",
    };

    private readonly Option<string?> clientId = new("--config-oauth-client-id") { Description = "OAuth client id." };
    private readonly Option<string?> clientSecret = new("--config-oauth-client-secret") { Description = "OAuth client secret; readable in the image." };
    private readonly Option<string[]> scope = Repeated("--config-oauth-scope", "OAuth scope. Repeatable.");
    private readonly Option<string?> audience = new("--config-oauth-audience") { Description = "OAuth audience." };
    private readonly Option<string?> deviceAuthUrl = new("--config-oauth-device-auth-url") { Description = "OAuth device authorization URL." };
    private readonly Option<string?> tokenUrl = new("--config-oauth-token-url") { Description = "OAuth token URL." };
    private readonly Option<string[]> extraVariable = Repeated(
        "--config-oauth-extra-variable", "Variable sent along: uuid, serial, mac, hostname or code. Repeatable.");

    public IEnumerable<Option> All =>
        [url, clientId, clientSecret, scope, audience, deviceAuthUrl, tokenUrl, extraVariable];

    /// <summary>What was given, or null when nothing was.</summary>
    public ConfigUrlOptions? Read(ParseResult parsed)
    {
        var options = new ConfigUrlOptions
        {
            Url = parsed.GetValue(url),
            ClientId = parsed.GetValue(clientId),
            ClientSecret = parsed.GetValue(clientSecret),
            Scopes = parsed.GetValue(scope) ?? [],
            Audience = parsed.GetValue(audience),
            DeviceAuthUrl = parsed.GetValue(deviceAuthUrl),
            TokenUrl = parsed.GetValue(tokenUrl),
            ExtraVariables = parsed.GetValue(extraVariable) ?? [],
        };
        return options.Url is null && !options.UsesOAuth ? null : options;
    }

    private static Option<string[]> Repeated(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.OneOrMore, DefaultValueFactory = _ => [] };
}
