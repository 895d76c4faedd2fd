using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Imager.Core;

namespace Imager.BuildKit.Transport;

/// <summary>The edge to the network: opens raw connections to one daemon.</summary>
internal interface IEngineConnector
{
    ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken);
}

/// <summary>Unix sockets, TCP, and TCP with TLS (client certificate and private CA).</summary>
internal sealed class EngineConnector(EngineEndpoint endpoint) : IEngineConnector
{
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = endpoint.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (endpoint.SocketPath is { } path)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(endpoint.Host!, endpoint.Port, cancellationToken);
            }
        }
        catch (SocketException error)
        {
            socket.Dispose();
            var reason = endpoint.SocketPath is { } missing && !File.Exists(missing)
                ? "the socket does not exist" // .NET's own text for that is about addresses
                : error.Message;
            throw new IOException($"cannot connect to {endpoint}: {reason}", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return endpoint.Tls is { } tls ? await SecureAsync(stream, tls, cancellationToken) : stream;
    }

    private async Task<Stream> SecureAsync(Stream stream, EngineTls tls, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = tls.ServerName ?? endpoint.Host };
            if (endpoint.Kind == EngineKind.BuildKit)
            {
                options.ApplicationProtocols = [SslApplicationProtocol.Http2];
            }

            Authenticate(options, tls);
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch (System.Security.Authentication.AuthenticationException error)
        {
            await secure.DisposeAsync();
            var reason = error.InnerException?.Message ?? error.Message;
            throw new IOException($"TLS with {endpoint} failed: {reason}", error);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static void Authenticate(SslClientAuthenticationOptions options, EngineTls tls)
    {
        try
        {
            if (tls.CertificatePath is not null && tls.KeyPath is not null)
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath)];
            }

            if (tls.AuthorityPath is not null)
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(tls.AuthorityPath);
                options.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or System.Security.Cryptography.CryptographicException)
        {
            throw new HostEnvironmentException(
                "IMG4110",
                $"the TLS files for the engine cannot be used ({tls.AuthorityPath}, {tls.CertificatePath}, {tls.KeyPath}): "
                + $"{error.Message} Check DOCKER_CERT_PATH: it holds ca.pem, cert.pem and key.pem.",
                error);
        }
    }
}
