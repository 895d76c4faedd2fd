using System.Text;
using Imager.Extensions;

namespace Imager.Cli.Extensions;

/// <summary>What lint found, for people and for machines.</summary>
internal static class FindingsText
{
    internal static string ToText(IReadOnlyList<ExtensionImage> extensions, IReadOnlyList<ExtensionFinding> findings)
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append(finding.IsError ? "error: " : string.Empty).AppendLine(finding.ToString());
        }

        var errors = findings.Count(finding => finding.IsError);
        return text.AppendLine(
            $"{extensions.Count} {Plural(extensions.Count, "extension")}, {extensions.Sum(extension => extension.RootFiles.Count())} files: "
            + $"{errors} {Plural(errors, "error")}, {findings.Count - errors} {Plural(findings.Count - errors, "warning")}").ToString();
    }

    internal static string ToJson(IReadOnlyList<ExtensionImage> extensions, IReadOnlyList<ExtensionFinding> findings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", !findings.Any(finding => finding.IsError));
        json.WriteStartArray("extensions");
        foreach (var extension in extensions)
        {
            json.WriteStartObject();
            json.WriteString("name", extension.Name);
            json.WriteString("origin", extension.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule);
            json.WriteString("severity", finding.IsError ? "error" : "warning");
            json.WriteString("extension", finding.Extension);
            json.WriteString("path", finding.Path);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Plural(int count, string word) => count == 1 ? word : word + "s";
}
