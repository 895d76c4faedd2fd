using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imager.Core;

namespace Imager.Oci.Registry;

/// <summary>One HTTP client per registry host, because certificates and checks differ among them. Redirects are not followed here.</summary>
internal sealed class RegistryConnections(RegistryOptions options) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PooledConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Lazy<HttpClient>> _clients = new(StringComparer.Ordinal);

    internal RegistryHost HostOf(string name) => options.Hosts.FirstOrDefault(host => host.Name == name) ?? new RegistryHost(name);

    internal HttpClient ClientFor(RegistryHost host) =>
        _clients.GetOrAdd(host.Name, _ => new Lazy<HttpClient>(() => Create(host))).Value;

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    private HttpClient Create(RegistryHost host)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = true,
            Proxy = options.Proxy,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = PooledConnectionLifetime,
        };
        if (host.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // asked for by the user, for this host only
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (host.CertificateAuthorityFiles.Count > 0)
        {
            var authorities = ReadAuthorities(host);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, problems) =>
                problems == SslPolicyErrors.None || IsTrusted(certificate, chain, problems, authorities);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static X509Certificate2Collection ReadAuthorities(RegistryHost host)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var path in host.CertificateAuthorityFiles)
        {
            try
            {
                authorities.ImportFromPemFile(path);
            }
            catch (Exception error) when (error is IOException or CryptographicException or UnauthorizedAccessException)
            {
                throw new FileAccessException(
                    "IMG6510", $"{path}: no certificate authorities in PEM form for {host.Name}: {error.Message}", error);
            }
        }

        return authorities;
    }

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? presented, SslPolicyErrors problems, X509Certificate2Collection authorities)
    {
        if (problems != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
        {
            return false;                                      // a wrong host name stays wrong, whoever signed it
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(server);
    }
}
