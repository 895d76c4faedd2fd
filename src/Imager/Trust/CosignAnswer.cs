using System.Text.Json;
using Imager.Core;
using Imager.Host;
using Imager.Profiles.Trust;

namespace Imager.Trust;

/// <summary>What cosign found: who signed, or why nobody counts.</summary>
internal sealed record CosignAnswer(bool IsVerified, IReadOnlyList<string> Signers, string Detail)
{
    private const string ErrorPrefix = "Error: ";

    /// <summary>Reads the JSON of a successful check; a signature that is about another digest does not count.</summary>
    internal static CosignAnswer Read(string output, Digest digest, TrustSigner signer)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var about = document.RootElement.EnumerateArray().Select(DigestOf).OfType<string>().ToList();
            var isOther = about.Count > 0 && !about.Contains(digest.ToString());
            return isOther
                ? new CosignAnswer(false, [], $"the signature is about {string.Join(", ", about)}")
                : new CosignAnswer(true, SignersIn(document.RootElement, signer), string.Empty);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DependencyException(
                "IMG5475", $"cosign reported success for {digest}, but not as JSON that can be understood: {error.Message}", error);
        }
    }

    /// <summary>cosign says the same thing twice; one line is enough.</summary>
    internal static string Reason(ToolEnd end)
    {
        var lines = end.LastWords.Split('\n').Where(line => !line.StartsWith("WARNING:", StringComparison.Ordinal)).ToList();
        var start = lines.FindIndex(line => line.StartsWith(ErrorPrefix, StringComparison.Ordinal));
        if (start < 0)
        {
            return $"cosign ended with exit code {end.ExitCode}: {string.Join(" ", lines)}";
        }

        var own = lines.Skip(start).TakeWhile(line => !line.StartsWith("error during command execution", StringComparison.Ordinal));
        return string.Join(" ", own)[ErrorPrefix.Length..];
    }

    private static List<string> SignersIn(JsonElement signatures, TrustSigner signer)
    {
        if (signer.Key is not null)
        {
            return [signer.ToString()];
        }

        var subjects = signatures.EnumerateArray()
            .Select(signature => (Subject: Optional(signature, "Subject"), Issuer: Optional(signature, "Issuer")))
            .Where(pair => pair.Subject is not null)
            .Select(pair => $"{pair.Subject} by {pair.Issuer}")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return subjects.Count > 0 ? subjects : [signer.ToString()];
    }

    private static string? DigestOf(JsonElement signature) =>
        signature.TryGetProperty("critical", out var critical) && critical.TryGetProperty("image", out var image)
        && image.TryGetProperty("docker-manifest-digest", out var digest)
            ? digest.GetString()
            : null;

    private static string? Optional(JsonElement signature, string name) =>
        signature.TryGetProperty("optional", out var optional) && optional.ValueKind == JsonValueKind.Object
        && optional.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;
}
