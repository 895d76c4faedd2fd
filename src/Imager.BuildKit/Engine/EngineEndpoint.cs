using System.Globalization;
using Imager.Core;

namespace Imager.BuildKit;

/// <summary>Where a daemon listens.</summary>
/// <remarks>
/// <c>unix:///path</c>, <c>/path</c>, <c>tcp://host[:port]</c>; with the prefix <c>buildkitd+</c> (or
/// <c>buildkitd+tcp://host:port?ca=F&amp;cert=F&amp;key=F&amp;servername=N</c>) a buildkitd instead of a Docker engine;
/// <c>docker-container://NAME[?engine=ENDPOINT]</c> a buildkitd in a container of a Docker engine.
/// </remarks>
public sealed record EngineEndpoint
{
    private const string BuildKitPrefix = "buildkitd+";
    private const string DockerPrefix = "docker+";
    private const string ContainerPrefix = "docker-container://";
    private const string ContainerEngineKey = "engine=";
    private const string DefaultSocket = "/var/run/docker.sock";
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;
    private const int BuildKitPort = 1234;
    private const int MaxSocketPathBytes = 107;

    private EngineEndpoint(string text) => Text = text;

    /// <summary>As written by the user, without query.</summary>
    public string Text { get; private init; }

    public EngineKind Kind { get; private init; }

    public string? SocketPath { get; private init; }

    public string? Host { get; private init; }

    public int Port { get; private init; }

    public EngineTls? Tls { get; private init; }

    /// <summary>Name or id of the container, for <see cref="EngineKind.Container"/>.</summary>
    public string? Container { get; private init; }

    /// <summary>A Docker engine's Unix socket.</summary>
    public static EngineEndpoint Unix(string path) => new($"unix://{path}") { SocketPath = path };

    /// <summary>Reads an endpoint; TLS for Docker engines follows DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.</summary>
    /// <remarks>DOCKER_TLS is taken for DOCKER_TLS_VERIFY: there is no way to leave a certificate unchecked.</remarks>
    /// <exception cref="InvalidInputException">The text is no endpoint.</exception>
    /// <exception cref="UnsupportedException">ssh, fd and npipe endpoints.</exception>
    public static EngineEndpoint Parse(string text, Func<string, string?> environment)
    {
        if (text.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return ParseContainer(text, environment);
        }

        var standalone = text.StartsWith(BuildKitPrefix, StringComparison.Ordinal);
        var address = standalone ? text[BuildKitPrefix.Length..] : text;
        if (address.StartsWith('/'))
        {
            address = "unix://" + address;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw Invalid(text, "it is no URL");
        }

        var kind = standalone ? EngineKind.BuildKit : EngineKind.Docker;
        return uri.Scheme switch
        {
            "unix" => ParseUnix(text, address["unix://".Length..], kind),
            "tcp" or "http" or "https" => ParseTcp(text, uri, kind, environment),
            "ssh" or "npipe" or "fd" => throw new UnsupportedException(
                "IMG3100",
                $"engine \"{text}\": {uri.Scheme} connections are not supported. Forward the socket yourself, for "
                + "example `ssh -N -L /tmp/engine.sock:/var/run/docker.sock HOST`, and use unix:///tmp/engine.sock."),
            _ => throw Invalid(text, $"the scheme \"{uri.Scheme}\" is unknown"),
        };
    }

    /// <summary>
    /// Reads a builder's address: unlike in <see cref="Parse"/>, <c>unix://</c> and <c>tcp://</c> are a buildkitd, and a
    /// Docker engine is <c>docker+unix://</c> or <c>docker+tcp://</c>.
    /// </summary>
    /// <remarks>The files in <paramref name="tlsFolder"/> are used for every TCP address without TLS of its own.</remarks>
    /// <exception cref="InvalidInputException">The text is no address.</exception>
    /// <exception cref="HostEnvironmentException">The folder lacks a file.</exception>
    public static EngineEndpoint ParseBuilder(string text, string? tlsFolder, Func<string, string?> environment)
    {
        var tls = string.IsNullOrEmpty(tlsFolder) ? null : EngineTls.FromFolder(tlsFolder);
        if (text.StartsWith(DockerPrefix, StringComparison.Ordinal))
        {
            string? WithFolder(string name) => name switch
            {
                "DOCKER_TLS_VERIFY" when tls is not null => "1",
                "DOCKER_CERT_PATH" when tls is not null => tlsFolder,
                _ => environment(name),
            };
            return Parse(text[DockerPrefix.Length..], WithFolder) with { Text = text };
        }

        var isPlain = text.StartsWith('/') || text.StartsWith("unix://", StringComparison.Ordinal)
            || text.StartsWith("tcp://", StringComparison.Ordinal);
        var endpoint = isPlain
            ? Parse(BuildKitPrefix + text, environment) with { Text = text.Split('?')[0] }
            : Parse(text, environment);
        return endpoint.Host is not null && endpoint.Tls is null ? endpoint with { Tls = tls } : endpoint;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static EngineEndpoint ParseContainer(string text, Func<string, string?> environment)
    {
        var parts = text[ContainerPrefix.Length..].Split('?', 2);
        var name = parts[0].TrimEnd('/');
        var hasEngine = parts.Length == 2;
        if (name.Length == 0 || name.Any(character => !char.IsAsciiLetterOrDigit(character) && !"_.-".Contains(character))
            || (hasEngine && !parts[1].StartsWith(ContainerEngineKey, StringComparison.Ordinal)))
        {
            throw Invalid(text, "write docker-container://NAME or docker-container://NAME?engine=unix:///path");
        }

        var given = hasEngine ? parts[1][ContainerEngineKey.Length..] : environment("DOCKER_HOST");
        var engine = Parse(string.IsNullOrEmpty(given) ? $"unix://{DefaultSocket}" : given, environment);
        return engine.Kind == EngineKind.Docker
            ? engine with { Text = text, Kind = EngineKind.Container, Container = name }
            : throw Invalid(text, "the engine of a container is a Docker engine");
    }

    private static EngineEndpoint ParseUnix(string text, string path, EngineKind kind)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(path);
        if (!path.StartsWith('/') || length > MaxSocketPathBytes)
        {
            throw Invalid(
                text, $"a socket path is absolute and at most {MaxSocketPathBytes} bytes, this one has {length}");
        }

        return new(text) { Kind = kind, SocketPath = path };
    }

    private static EngineEndpoint ParseTcp(string text, Uri uri, EngineKind kind, Func<string, string?> environment)
    {
        if (uri.Host.Length == 0)
        {
            throw Invalid(text, "the host is missing");
        }

        var tls = kind == EngineKind.BuildKit ? QueryTls(text, uri) : DockerTls(uri, environment);
        var defaultPort = kind == EngineKind.BuildKit ? BuildKitPort : tls is null ? PlainPort : TlsPort;
        var port = uri.Port.ToString(CultureInfo.InvariantCulture);
        var hasPort = uri.Authority.EndsWith($":{port}", StringComparison.Ordinal)
            || uri.OriginalString.Contains($"{uri.Host}:{port}", StringComparison.Ordinal);
        return new(text.Split('?')[0])
        {
            Kind = kind,
            Host = uri.DnsSafeHost,
            Port = hasPort ? uri.Port : defaultPort,
            Tls = tls,
        };
    }

    private static EngineTls? DockerTls(Uri uri, Func<string, string?> environment)
    {
        var isWanted = !string.IsNullOrEmpty(environment("DOCKER_TLS_VERIFY"))
            || !string.IsNullOrEmpty(environment("DOCKER_TLS"));
        if (!isWanted && uri.Scheme != "https")
        {
            return null;
        }

        var folder = environment("DOCKER_CERT_PATH");
        if (string.IsNullOrEmpty(folder))
        {
            folder = Path.Combine(environment("HOME") ?? "/", ".docker");
        }

        string? Existing(string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
        return isWanted && !Directory.Exists(folder)
            ? throw new HostEnvironmentException(
                "IMG4111", $"DOCKER_TLS_VERIFY is set, but the folder {folder} (DOCKER_CERT_PATH) does not exist.")
            : new(Existing("ca.pem"), Existing("cert.pem"), Existing("key.pem"));
    }

    private static EngineTls? QueryTls(string text, Uri uri)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            string[] known = ["ca", "cert", "key", "servername"];
            if (parts.Length != 2 || !known.Contains(parts[0]))
            {
                var hint = NearestMatch.Hint(parts[0], known);
                throw Invalid(text, $"\"{parts[0]}\" is none of ca, cert, key, servername{hint}");
            }

            values[parts[0]] = Uri.UnescapeDataString(parts[1]);
        }

        return values.Count == 0
            ? null
            : new(
                values.GetValueOrDefault("ca"),
                values.GetValueOrDefault("cert"),
                values.GetValueOrDefault("key"),
                values.GetValueOrDefault("servername"));
    }

    private static InvalidInputException Invalid(string text, string reason) => new(
        "IMG2100",
        $"invalid engine \"{text}\": {reason}. Write unix:///var/run/docker.sock, tcp://host:2376, or for a buildkitd "
        + "buildkitd+unix:///run/buildkit/buildkitd.sock or buildkitd+tcp://host:1234?ca=F&cert=F&key=F, for one in a "
        + "container docker-container://NAME.");
}
