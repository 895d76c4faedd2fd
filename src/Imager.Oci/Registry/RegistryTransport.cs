using System.Net;
using Imager.Core;
using Imager.Oci.Storage;

namespace Imager.Oci.Registry;

/// <summary>Sends requests: credentials, redirects and repeats. Knows nothing of images.</summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int MaxRedirects = 5;
    private const long SlowestUploadBytesPerSecond = 32 * 1024;

    private readonly RegistryOptions _options;
    private readonly RegistryAuthenticator _authenticator;

    internal RegistryTransport(RegistryOptions options)
    {
        _options = options;
        Connections = new RegistryConnections(options);
        _authenticator = new RegistryAuthenticator(options, Connections);
    }

    internal RegistryConnections Connections { get; }

    internal RetryPolicy Retry => _options.Retry;

    /// <summary>The answer, whatever its status, unless only failures that pass came for all attempts.</summary>
    /// <exception cref="DependencyException">The host cannot be reached, or fails again and again.</exception>
    internal async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan? retryAfter = null;
            try
            {
                var response = await SendWithCredentialsAsync(request, cancellationToken);
                if (!IsPassing(response.StatusCode))
                {
                    return response;
                }

                using (response)
                {
                    if (!request.IsRepeatable)
                    {
                        throw new PassingFailure($"{request}: answers {(int)response.StatusCode} {response.ReasonPhrase}", null);
                    }

                    retryAfter = response.Headers.RetryAfter?.Delta;
                    ThrowIfLast(failures, request, $"answers {(int)response.StatusCode} {response.ReasonPhrase}", null);
                }
            }
            catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.SecureConnectionError)
            {
                throw new DependencyException(
                    "IMG5222",
                    $"{request}: no secure connection: {error.InnerException?.Message ?? error.Message} Give the authority that signed the "
                    + "registry's certificate, or ask for plain HTTP if that is what it speaks.",
                    error);
            }
            catch (Exception error) when (IsPassing(error, cancellationToken))
            {
                if (!request.IsRepeatable)
                {
                    throw new PassingFailure($"{request}: {error.Message}", error);
                }

                ThrowIfLast(failures, request, error.InnerException?.Message ?? error.Message, error);
            }

            await Retry.Wait(Retry.DelayAfter(failures, retryAfter), cancellationToken);
        }
    }

    /// <summary>The answer and, when it is a good one, its small body; a body that breaks off or stalls is asked for again.</summary>
    /// <exception cref="DependencyException">The host cannot be reached, or fails again and again.</exception>
    /// <exception cref="InvalidInputException">The body is larger than any document may be.</exception>
    internal async Task<(HttpResponseMessage Response, byte[] Body)> FetchAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            var response = await SendAsync(request, cancellationToken);
            try
            {
                return (response, response.IsSuccessStatusCode ? await ReadBodyAsync(response, $"{request}", cancellationToken) : []);
            }
            catch (Exception error) when (IsPassing(error, cancellationToken))
            {
                response.Dispose();
                if (failures >= Retry.Attempts)
                {
                    throw new DependencyException(
                        "IMG5223",
                        $"{request}: its answer broke off {failures} times: {error.Message}", error);
                }
            }
            catch
            {
                response.Dispose();
                throw;
            }

            await Retry.Wait(Retry.DelayAfter(failures), cancellationToken);
        }
    }

    /// <summary>Reads a small body within the time that silence may take.</summary>
    internal async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, string origin, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(Retry.IdleTimeout);
        await using var body = await response.Content.ReadAsStreamAsync(idle.Token);
        return await BoundedRead.AllAsync(body, origin, idle.Token);
    }

    /// <summary>Whether an error may go away by itself: broken connections and silence, but not a refused certificate.</summary>
    internal static bool IsPassing(Exception error, CancellationToken cancellationToken) => error switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => false,
        HttpRequestException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    public void Dispose() => Connections.Dispose();

    private async Task<HttpResponseMessage> SendWithCredentialsAsync(
        RegistryRequest request, CancellationToken cancellationToken)
    {
        var response = await FollowAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !AuthChallenge.TryFind(response, out var challenge))
        {
            return response;
        }

        var answer = await _authenticator.AnswerAsync(request.Host, request.Scope, challenge, cancellationToken);
        if (answer is null)
        {
            return response;
        }

        response.Dispose();
        return await FollowAsync(request, cancellationToken);
    }

    /// <summary>Follows redirects; credentials go to the registry's own scheme, host and port, and nowhere else.</summary>
    private async Task<HttpResponseMessage> FollowAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var home = SchemeAndAuthority(RegistryAddress.Base(request.Host));
        var address = request.Address;
        for (var redirects = 0; ; redirects++)
        {
            var isHome = SchemeAndAuthority(address) == home;
            using var message = request.ToMessage(address, _options.UserAgent);
            message.Headers.Authorization = isHome ? _authenticator.Known(request.Host, request.Scope) : null;
            var response = await SendOnceAsync(isHome ? request.Host : ElsewhereOf(request.Host, address), message, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect
                or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            address = Next(request, address, location, redirects);
        }
    }

    private static Uri Next(RegistryRequest request, Uri address, Uri location, int redirects)
    {
        return redirects < MaxRedirects
            ? Resolve(request, address, location)
            : throw new DependencyException("IMG5210", $"{request}: more than {MaxRedirects} redirects.");
    }

    /// <summary>An address that a server names, as long as it does not give up HTTPS.</summary>
    internal static Uri Resolve(RegistryRequest request, Uri address, Uri location)
    {
        var next = new Uri(address, location);
        return next.Scheme == "https" || (next.Scheme == "http" && address.Scheme == "http")
            ? next
            : throw new DependencyException(
                "IMG5211",
                $"{request}: redirects from HTTPS to {next.GetLeftPart(UriPartial.Authority)}, which is refused.");
    }

    /// <summary>Storage behind a registry: settings of that host if there are any, else the registry's certificates.</summary>
    private RegistryHost ElsewhereOf(RegistryHost host, Uri address)
    {
        var known = Connections.HostOf(address.Authority);
        return known.CertificateAuthorityFiles.Count > 0 || known.SkipCertificateCheck
            ? known
            : host with { Name = "storage of " + host.Name, SkipCertificateCheck = false };
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        RegistryHost host, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var uploadSeconds = (message.Content?.Headers.ContentLength ?? 0) / SlowestUploadBytesPerSecond;
        idle.CancelAfter(Retry.IdleTimeout + TimeSpan.FromSeconds(uploadSeconds));

        return await Connections.ClientFor(host).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, idle.Token);
    }

    private void ThrowIfLast(int failures, RegistryRequest request, string problem, Exception? error)
    {
        if (failures >= Retry.Attempts)
        {
            throw new DependencyException(
                "IMG5212",
                $"{request}: {problem}, after {failures} attempts. Check the registry, the network and the proxy settings.", error);
        }
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static string SchemeAndAuthority(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
