using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Tests.Trust;

/// <summary>Plays Rekor: puts a signed entry about a signature beside it, as cosign stores what the log answered.</summary>
/// <remarks>
/// Entry type hashedrekord 0.0.1; the SignedEntryTimestamp is ECDSA over the canonical JSON of body, integratedTime, logID and logIndex
/// (cosign specs/SIGNATURE_SPEC.md, "Rekor bundle").
/// </remarks>
internal sealed class TransparencyLog : IDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient client = new();

    internal string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem();

    public void Dispose()
    {
        key.Dispose();
        client.Dispose();
    }

    /// <summary>Enters the only signature of an image.</summary>
    internal async Task EnterAsync(ImageReference image, string signerPublicKeyPem)
    {
        var repository = $"http://{image.Registry}/v2/{image.Repository}";
        var address = $"{repository}/manifests/sha256-{image.Digest!.Hex}.sig";
        client.DefaultRequestHeaders.Accept.ParseAdd(ManifestType);
        var manifest = JsonNode.Parse(await client.GetStringAsync(address))!;
        var layer = Assert.Single(manifest["layers"]!.AsArray())!;
        var payload = await client.GetByteArrayAsync($"{repository}/blobs/{layer["digest"]}");
        var annotations = layer["annotations"]!.AsObject();
        annotations["dev.sigstore.cosign/bundle"] = Bundle(
            Body(payload, (string)annotations["dev.cosignproject.cosign/signature"]!, signerPublicKeyPem));
        using var content = new StringContent(manifest.ToJsonString(), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(ManifestType);
        using var answer = await client.PutAsync(address, content);
        answer.EnsureSuccessStatusCode();
    }

    private static string Body(byte[] payload, string signature, string publicKeyPem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        """{"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":"HASH"}},"signature":{"content":"SIGNATURE","publicKey":{"content":"KEY"}}}}"""
            .Replace("HASH", Digest.Sha256(payload).Hex, StringComparison.Ordinal)
            .Replace("KEY", Convert.ToBase64String(Encoding.UTF8.GetBytes(publicKeyPem)), StringComparison.Ordinal)
            .Replace("SIGNATURE", signature, StringComparison.Ordinal)));

    private string Bundle(string body)
    {
        var logId = Digest.Sha256(key.ExportSubjectPublicKeyInfo()).Hex;
        var entry = "{" + $"\"body\":\"{body}\",\"integratedTime\":1760000000,\"logID\":\"{logId}\",\"logIndex\":7" + "}";
        var timestamp = key.SignData(Encoding.UTF8.GetBytes(entry), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return "{" + $"\"SignedEntryTimestamp\":\"{Convert.ToBase64String(timestamp)}\",\"Payload\":{entry}" + "}";
    }
}
