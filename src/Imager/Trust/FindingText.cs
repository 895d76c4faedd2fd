using System.Text;

namespace Imager.Trust;

/// <summary>Findings as people read them.</summary>
public static class FindingText
{
    /// <summary>One paragraph for each image.</summary>
    public static string Write(IReadOnlyList<TrustFinding> findings)
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append(finding.Image).Append('\n');
            Line(text, "result", NameOf(finding.Outcome));
            Line(text, "rule", finding.Rule);
            finding.Signers.ToList().ForEach(signer => Line(text, "signed by", signer));
            Line(text, "checked", finding.Detail);
        }

        return text.ToString();
    }

    /// <summary>The spelling of an outcome, in text and JSON.</summary>
    public static string NameOf(TrustOutcome outcome) => outcome switch
    {
        TrustOutcome.Verified => "verified",
        TrustOutcome.NotCovered => "not covered",
        TrustOutcome.Off => "off",
        TrustOutcome.Tolerated => "not verified (rule only warns)",
        _ => "refused",
    };

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append("  ").Append(name.PadRight(11)).Append(value).Append('\n');
}
