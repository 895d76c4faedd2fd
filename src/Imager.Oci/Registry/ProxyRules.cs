using System.Net;
using Imager.Core;

namespace Imager.Oci.Registry;

/// <summary>Which proxy serves which registry, by the variables everybody sets.</summary>
/// <remarks>
/// <c>http_proxy</c>, <c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>, lower case before upper case. <c>no_proxy</c> entries: <c>*</c>,
/// a domain (it and all below it, with or without a leading dot), host:port, an address, a CIDR block. Loopback is never proxied.
/// </remarks>
public sealed class ProxyRules : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly IReadOnlyList<string> _direct;

    private ProxyRules(Uri? http, Uri? https, IReadOnlyList<string> direct)
    {
        _http = http;
        _https = https;
        _direct = direct;
        Credentials = new ProxyLogins([http, https]);
    }

    /// <summary>No proxy at all.</summary>
    public static ProxyRules None { get; } = new(null, null, []);

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the variables through <paramref name="variable"/>.</summary>
    /// <exception cref="InvalidInputException">A proxy is no http URL.</exception>
    public static ProxyRules FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? Value(string name) => new[] { variable(name), variable(name.ToUpperInvariant()) }.FirstOrDefault(text => !string.IsNullOrEmpty(text));
        Uri? Proxy(string name) => Value(name) is { } text ? ParseProxy(name, text) : null;
        var all = Proxy("all_proxy");
        var direct = (Value("no_proxy") ?? string.Empty)
            .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(Proxy("http_proxy") ?? all, Proxy("https_proxy") ?? all, direct);
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null || host.IsLoopback || _direct.Any(rule => Matches(rule, host));

    private static Uri ParseProxy(string name, string text)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5"
            ? uri
            : throw new InvalidInputException(
                "IMG2998",
                $"{name}: not the URL of an http, https or socks5 proxy; write http://host:port.");
    }

    private static bool Matches(string rule, Uri destination)
    {
        var host = destination.Host.Trim('[', ']');
        if (rule == "*")
        {
            return true;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return (IPNetwork.TryParse(rule, out var network) && network.Contains(address))
                || (IPAddress.TryParse(rule, out var single) && single.Equals(address))
                || rule == $"{host}:{destination.Port}";
        }

        var domain = rule.TrimStart('*').TrimStart('.');
        if (domain.LastIndexOf(':') is > 0 and var colon)
        {
            if (domain[(colon + 1)..] != $"{destination.Port}")
            {
                return false;
            }

            domain = domain[..colon];
        }

        return host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || (domain.Length > 0 && host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>User and password from the proxy's own URL, for that proxy only.</summary>
    private sealed class ProxyLogins(Uri?[] proxies) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            var proxy = proxies.FirstOrDefault(proxy => proxy is { UserInfo.Length: > 0 } && proxy.Host == uri.Host && proxy.Port == uri.Port);
            var parts = proxy?.UserInfo.Split(':', 2);
            return parts is null
                ? null
                : new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? string.Empty));
        }
    }
}
