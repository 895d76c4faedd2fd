using System.Text;
using System.Text.Json;
using Imager.BuildKit.Host;
using Imager.Core;

namespace Imager.BuildKit.Session;

/// <summary>A registry login; an empty user with a secret is an identity token, both empty is nobody.</summary>
internal sealed record RegistryLogin(string UserName, string Secret)
{
    public static RegistryLogin Anonymous { get; } = new(string.Empty, string.Empty);
}

/// <summary>Logins from Docker's config.json: auths, credHelpers, credsStore.</summary>
internal sealed class DockerCredentials(string configPath, IProcessRunner processes)
{
    private const string HubHost = "registry-1.docker.io";
    private const string HubKey = "https://index.docker.io/v1/";
    private const string TokenUser = "<token>";

    /// <summary>The file that Docker itself would read.</summary>
    public static string DefaultPath(Func<string, string?> environment)
    {
        var folder = environment("DOCKER_CONFIG");
        return Path.Combine(
            string.IsNullOrEmpty(folder) ? Path.Combine(environment("HOME") ?? "/", ".docker") : folder, "config.json");
    }

    /// <exception cref="InvalidInputException">config.json is broken.</exception>
    /// <exception cref="DependencyException">A credential helper fails.</exception>
    public async Task<RegistryLogin> FindAsync(string host, CancellationToken cancellationToken)
    {
        using var config = Load();
        if (config is null)
        {
            return RegistryLogin.Anonymous;
        }

        var key = host is HubHost or "docker.io" or "index.docker.io" ? HubKey : host;
        var root = config.RootElement;
        var helper = Text(Member(root, "credHelpers"), key) ?? Text(Member(root, "credHelpers"), host)
            ?? Text(root, "credsStore");
        var fromHelper = string.IsNullOrEmpty(helper) ? null : await AskHelperAsync(helper, key, cancellationToken);
        return fromHelper ?? FromAuths(Member(root, "auths"), key) ?? RegistryLogin.Anonymous;
    }

    private JsonDocument? Load()
    {
        try
        {
            return File.Exists(configPath) ? JsonDocument.Parse(File.ReadAllBytes(configPath)) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException("IMG2102", $"{configPath}: not valid JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6103", $"{configPath}: cannot read the registry logins: {error.Message}", error);
        }
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member)
            ? member
            : null;

    private static string? Text(JsonElement? parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    private RegistryLogin? FromAuths(JsonElement? auths, string key)
    {
        if (auths is not { ValueKind: JsonValueKind.Object } entries)
        {
            return null;
        }

        foreach (var entry in entries.EnumerateObject().Where(entry => HostOf(entry.Name) == HostOf(key)))
        {
            if (Text(entry.Value, "identitytoken") is { Length: > 0 } token)
            {
                return new(string.Empty, token);
            }

            if (Text(entry.Value, "auth") is { Length: > 0 } encoded)
            {
                return Decode(encoded, entry.Name);
            }

            if (Text(entry.Value, "username") is { Length: > 0 } user)
            {
                return new(user, Text(entry.Value, "password") ?? string.Empty);
            }
        }

        return null;
    }

    /// <summary>Old files have whole URLs as keys.</summary>
    private static string HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? key : key[(scheme + 3)..];
        return rest.Split('/')[0];
    }

    private RegistryLogin Decode(string encoded, string registry)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).TrimEnd('\0');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                return new(text[..colon], text[(colon + 1)..]);
            }
        }
        catch (FormatException)
        {
            // told below, without showing the value
        }

        throw new InvalidInputException(
            "IMG2103", $"{configPath}: auths[\"{registry}\"].auth is not the base64 of user:password. Log in again.");
    }

    private async Task<RegistryLogin?> AskHelperAsync(string helper, string key, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{helper}";
        var outcome = await processes.RunAsync(new(program, ["get"]) { Input = key }, cancellationToken);
        if (outcome.ExitCode != 0)
        {
            // The helpers' protocol: this text, and only this, says that the store has no entry.
            return outcome.Output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
                ? null
                : throw new DependencyException(
                    "IMG5112",
                    $"{program} get (for {key}, named in {configPath}) ended with code {outcome.ExitCode}: "
                    + $"{outcome.Error.Trim()} {outcome.Output.Trim()}".TrimEnd());
        }

        try
        {
            using var json = JsonDocument.Parse(outcome.Output);
            var user = Text(json.RootElement, "Username") ?? string.Empty;
            return new(user == TokenUser ? string.Empty : user, Text(json.RootElement, "Secret") ?? string.Empty);
        }
        catch (JsonException error)
        {
            throw new DependencyException("IMG5113", $"{program} get (for {key}) did not answer in JSON.", error);
        }
    }
}
