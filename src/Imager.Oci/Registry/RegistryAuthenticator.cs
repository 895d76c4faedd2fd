using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Registry;

/// <summary>Answers challenges: basic credentials, or a token fetched from the realm that the registry names.</summary>
/// <remarks>Distribution spec, "Token Authentication" and "OAuth2 Token Authentication". Tokens live in memory, per host and scope.</remarks>
internal sealed class RegistryAuthenticator(RegistryOptions options, RegistryConnections connections)
{
    private readonly ConcurrentDictionary<(string Host, string Scope), AuthenticationHeaderValue> _known = new();

    /// <summary>What earlier answers at this host and scope were accepted with.</summary>
    internal AuthenticationHeaderValue? Known(RegistryHost host, string scope) => _known.GetValueOrDefault((host.Name, scope));

    /// <summary>The header that answers the challenge; null when we have nothing to answer with.</summary>
    internal async Task<AuthenticationHeaderValue?> AnswerAsync(
        RegistryHost host, string scope, AuthChallenge challenge, CancellationToken cancellationToken)
    {
        var credentials = await options.Credentials.FindAsync(host.Name, cancellationToken);
        var header = challenge.IsBasic
            ? credentials is null ? null : Basic(credentials)
            : await FetchTokenAsync(host, scope, challenge, credentials, cancellationToken);
        if (header is not null)
        {
            _known[(host.Name, scope)] = header;
        }

        return header;
    }

    private async Task<AuthenticationHeaderValue> FetchTokenAsync(
        RegistryHost host, string scope, AuthChallenge challenge, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http"))
        {
            throw new DependencyException(
                "IMG5207",
                $"{host.Name}: names the token server \"{challenge.Realm}\", which is no URL.");
        }

        if (realm.Scheme == "http" && !host.PlainHttp)
        {
            throw new DependencyException(
                "IMG5208",
                $"{host.Name}: wants its token fetched from {realm} over plain HTTP; credentials are not sent that way.");
        }

        using var request = TokenRequest(realm, challenge.Scope ?? scope, challenge.Service, credentials);
        request.Headers.UserAgent.ParseAdd(options.UserAgent);
        using var response = await SendAsync(host, realm, request, cancellationToken);
        if ((int)response.StatusCode >= 500)
        {
            throw new HttpRequestException($"{realm.Host} answers {(int)response.StatusCode}"); // repeated by the transport
        }

        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(options.Retry.IdleTimeout);
        await using var body = await response.Content.ReadAsStreamAsync(idle.Token);
        var json = await BoundedRead.AllAsync(body, $"{realm.Host}", idle.Token);
        if (!response.IsSuccessStatusCode)
        {
            throw new DependencyException(
                "IMG5209",
                $"{realm.GetLeftPart(UriPartial.Path)}: refuses a token for {host.Name} ({(int)response.StatusCode}) "
                + (credentials is null ? "to an unknown user; log in with docker login." : $"to the user {credentials.UserName}; check the password."));
        }

        return new AuthenticationHeaderValue("Bearer", OciJson.Read(json, $"{realm.Host}: token", node =>
            node.Text("token") is { Length: > 0 } token ? token : node.Required("access_token").AsText()));
    }

    private async Task<HttpResponseMessage> SendAsync(
        RegistryHost host, Uri realm, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The realm may have a certificate of the same private authority as its registry.
        var known = connections.HostOf(realm.Authority);
        var tokenHost = known.CertificateAuthorityFiles.Count > 0 || known.SkipCertificateCheck
            ? known
            : host with { Name = "token server of " + host.Name, SkipCertificateCheck = false };
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(options.Retry.IdleTimeout);
        return await connections.ClientFor(tokenHost).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token);
    }

    private static HttpRequestMessage TokenRequest(Uri realm, string scope, string? service, RegistryCredentials? credentials)
    {
        if (credentials is { IsIdentityToken: true })
        {
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["service"] = service ?? string.Empty,
                ["client_id"] = "imager",
                ["scope"] = scope,
                ["refresh_token"] = credentials.Secret,
            };
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
        }

        var query = new List<string>();
        if (service is not null)
        {
            query.Add("service=" + Uri.EscapeDataString(service));
        }

        query.AddRange(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => "scope=" + Uri.EscapeDataString(part)));
        var separator = realm.Query.Length > 0 ? "&" : "?";
        var request = new HttpRequestMessage(HttpMethod.Get, realm + separator + string.Join('&', query));
        request.Headers.Authorization = credentials is null ? null : Basic(credentials);
        return request;
    }

    private static AuthenticationHeaderValue Basic(RegistryCredentials credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.UserName}:{credentials.Secret}")));
}
