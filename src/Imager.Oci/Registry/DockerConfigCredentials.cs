using System.Text;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Registry;

/// <summary>Credentials from a docker <c>config.json</c> (or podman's <c>auth.json</c>): helpers first, then stored ones.</summary>
/// <remarks>Keys <c>credHelpers</c>, <c>credsStore</c>, <c>auths</c> as docker/cli's configfile has them.</remarks>
public sealed class DockerConfigCredentials : ICredentialStore
{
    private const string HubServer = "https://index.docker.io/v1/";

    private readonly ICredentialHelper _helper;
    private readonly Dictionary<string, RegistryCredentials> _stored;
    private readonly Dictionary<string, string> _helpers;
    private readonly string? _helperForAll;

    private DockerConfigCredentials(
        ICredentialHelper helper, Dictionary<string, RegistryCredentials> stored, Dictionary<string, string> helpers, string? helperForAll)
    {
        _helper = helper;
        _stored = stored;
        _helpers = helpers;
        _helperForAll = helperForAll;
    }

    /// <summary>Reads a file; a missing one knows no credentials.</summary>
    /// <exception cref="InvalidInputException">The file is malformed.</exception>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public static DockerConfigCredentials Read(string path, ICredentialHelper helper)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllBytes(path), path, helper) : new(helper, [], [], null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6509",
                $"{path}: the docker configuration cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Where docker keeps the file: <c>$DOCKER_CONFIG</c> or <c>~/.docker</c>.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static string DefaultPath(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var folder = variable("DOCKER_CONFIG") is { Length: > 0 } set ? set : Path.Combine(variable("HOME") ?? ".", ".docker");
        return Path.Combine(folder, "config.json");
    }

    /// <inheritdoc/>
    public async Task<RegistryCredentials?> FindAsync(string registry, CancellationToken cancellationToken)
    {
        var server = registry == ImageReference.DockerHub ? HubServer : registry;
        if (_helpers.GetValueOrDefault(registry) is { } own)
        {
            return await _helper.GetAsync(own, server, cancellationToken);
        }

        if (_helperForAll is not null && await _helper.GetAsync(_helperForAll, server, cancellationToken) is { } found)
        {
            return found;
        }

        return _stored.GetValueOrDefault(registry);
    }

    private static DockerConfigCredentials Parse(byte[] json, string path, ICredentialHelper helper) => OciJson.Read(json, path, node =>
    {
        var stored = new Dictionary<string, RegistryCredentials>(StringComparer.Ordinal);
        foreach (var (server, entry) in node.Field("auths")?.Members() ?? [])
        {
            if (ReadEntry(entry) is { } credentials)
            {
                stored[HostOf(server)] = credentials;
            }
        }

        var helpers = node.TextMap("credHelpers").ToDictionary(pair => HostOf(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        return new DockerConfigCredentials(helper, stored, helpers, node.Text("credsStore") is { Length: > 0 } all ? all : null);
    });

    private static RegistryCredentials? ReadEntry(JsonNode entry)
    {
        if (entry.Text("identitytoken") is { Length: > 0 } token)
        {
            return new RegistryCredentials("<token>", token) { IsIdentityToken = true };
        }

        if (entry.Text("auth") is { Length: > 0 } auth)
        {
            var pair = new byte[auth.Length];
            var colon = Convert.TryFromBase64String(auth, pair, out var count) ? pair.AsSpan(0, count).IndexOf((byte)':') : -1;
            return colon > 0
                ? new(Encoding.UTF8.GetString(pair, 0, colon), Encoding.UTF8.GetString(pair, colon + 1, count - colon - 1).TrimEnd('\0'))
                : throw new InvalidInputException(
                    "IMG2997",
                    $"{entry.Where}: the field \"auth\" is not base64 of user:password. Log in again.");
        }

        return entry.Text("username") is { Length: > 0 } user && entry.Text("password") is { } password ? new(user, password) : null;
    }

    /// <summary><c>https://index.docker.io/v1/</c> and the like become the name that references use.</summary>
    private static string HostOf(string server)
    {
        var scheme = server.IndexOf("://", StringComparison.Ordinal);
        var host = (scheme < 0 ? server : server[(scheme + 3)..]).Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? ImageReference.DockerHub : host;
    }
}
