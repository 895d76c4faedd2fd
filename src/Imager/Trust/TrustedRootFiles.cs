using System.Text;
using System.Text.Json;
using Imager.Core;

namespace Imager.Trust;

/// <summary>The parts of a Sigstore trusted root as the PEM files that cosign 2.x takes by environment.</summary>
/// <remarks>
/// https://github.com/sigstore/protobuf-specs, TrustedRoot 0.1: <c>certificateAuthorities[].certChain.certificates[].rawBytes</c>,
/// <c>tlogs[].publicKey.rawBytes</c>, <c>ctlogs[].publicKey.rawBytes</c> (DER in base64). A part that is missing leaves its variable at a
/// file without keys, so that nothing is downloaded instead of it.
/// </remarks>
internal sealed record TrustedRootFiles(string RootFile, string RekorKeyFile, string CtLogKeyFile)
{
    internal static TrustedRootFiles Write(string path, string folder)
    {
        var files = new TrustedRootFiles(
            Path.Combine(folder, "roots.pem"), Path.Combine(folder, "rekor.pem"), Path.Combine(folder, "ctlog.pem"));
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            File.WriteAllText(files.RootFile, Pem("CERTIFICATE", Items(root, "certificateAuthorities").SelectMany(Certificates)));
            File.WriteAllText(files.RekorKeyFile, Pem("PUBLIC KEY", Items(root, "tlogs").Select(Key)));
            File.WriteAllText(files.CtLogKeyFile, Pem("PUBLIC KEY", Items(root, "ctlogs").Select(Key)));
            return files;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6661", $"the trusted root \"{path}\" cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidInputException(
                "IMG2042",
                $"the trusted root \"{path}\" is no Sigstore TrustedRoot JSON: {error.Message} Make one with cosign trusted-root create.",
                error);
        }
    }

    internal void AddTo(Dictionary<string, string?> variables)
    {
        variables["SIGSTORE_ROOT_FILE"] = RootFile;
        variables["SIGSTORE_REKOR_PUBLIC_KEY"] = RekorKeyFile;
        variables["SIGSTORE_CT_LOG_PUBLIC_KEY_FILE"] = CtLogKeyFile;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    private static IEnumerable<string> Certificates(JsonElement authority) =>
        authority.GetProperty("certChain").GetProperty("certificates").EnumerateArray()
            .Select(certificate => certificate.GetProperty("rawBytes").GetString()!);

    private static string Key(JsonElement log) => log.GetProperty("publicKey").GetProperty("rawBytes").GetString()!;

    private static string Pem(string label, IEnumerable<string> base64)
    {
        var text = new StringBuilder();
        foreach (var item in base64)
        {
            text.Append("-----BEGIN ").Append(label).Append("-----\n");
            foreach (var line in item.Chunk(64))
            {
                text.Append(line).Append('\n');
            }

            text.Append("-----END ").Append(label).Append("-----\n");
        }

        return text.ToString();
    }
}
