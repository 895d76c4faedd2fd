using Imager.Trust;

namespace Imager.Cli.Commands;

/// <summary>Findings as machines read them: an array, one object per image.</summary>
internal static class VerifyJson
{
    internal static string Write(IReadOnlyList<TrustFinding> findings) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("image", finding.Image);
            json.WriteString("result", FindingText.NameOf(finding.Outcome));
            json.WriteBoolean("verified", finding.Outcome == TrustOutcome.Verified);
            json.WriteString("rule", finding.Rule);
            json.WriteStartArray("signers");
            finding.Signers.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteString("detail", finding.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
