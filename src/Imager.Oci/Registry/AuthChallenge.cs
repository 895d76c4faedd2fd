using System.Diagnostics.CodeAnalysis;

namespace Imager.Oci.Registry;

/// <summary>A <c>WWW-Authenticate</c> header: scheme and parameters (RFC 9110, section 11.6.1).</summary>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    internal bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    internal bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    internal string? Realm => Parameters.GetValueOrDefault("realm");

    internal string? Service => Parameters.GetValueOrDefault("service");

    internal string? Scope => Parameters.GetValueOrDefault("scope");

    /// <summary>The first challenge that we can answer.</summary>
    internal static bool TryFind(HttpResponseMessage response, [NotNullWhen(true)] out AuthChallenge? challenge)
    {
        challenge = response.Headers.WwwAuthenticate
            .Select(header => new AuthChallenge(header.Scheme, ParseParameters(header.Parameter ?? string.Empty)))
            .FirstOrDefault(candidate => candidate.IsBearer || candidate.IsBasic);
        return challenge is not null;
    }

    /// <summary><c>key="quoted, with commas",key=token</c>; what is malformed ends the list.</summary>
    internal static IReadOnlyDictionary<string, string> ParseParameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = text.AsSpan().Trim();
        while (rest.IndexOf('=') is > 0 and var equals)
        {
            var key = rest[..equals].Trim(" ,").ToString();
            rest = rest[(equals + 1)..].TrimStart();
            var isQuoted = rest.StartsWith("\"");
            rest = isQuoted ? rest[1..] : rest;
            var end = rest.IndexOf(isQuoted ? '"' : ',');
            parameters[key] = (end < 0 ? rest : rest[..end]).ToString();
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return parameters;
    }
}
