using System.Text;
using System.Text.Json;
using Imager.Extensions;

namespace Imager.Cli.Extensions;

/// <summary>What is in extensions, for people and for machines.</summary>
internal static class SummaryText
{
    internal static string ToText(IReadOnlyList<ExtensionSummary> summaries)
    {
        var text = new StringBuilder();
        foreach (var summary in summaries)
        {
            text.AppendLine($"{summary.Name} {summary.Version}");
            Line(text, "origin", summary.Origin);
            Line(text, "digest", summary.Digest);
            Line(text, "author", summary.Author);
            Line(text, "description", summary.Description);
            Line(text, "compatibility", summary.Compatibility);
            Line(text, "content", $"{summary.FileCount} files, {summary.ContentBytes} bytes");
            foreach (var service in summary.Services)
            {
                Line(text, "service", $"{service.Id}: {service.Entrypoint} (restart {service.Restart})");
            }

            foreach (var module in summary.Modules)
            {
                Line(text, "module", $"{module.Path}: kernel {module.KernelRelease ?? "unknown"}, {module.Signature}");
            }
        }

        return text.ToString();
    }

    internal static string ToJson(IReadOnlyList<ExtensionSummary> summaries) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var summary in summaries)
        {
            Write(json, summary);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, ExtensionSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("name", summary.Name);
        json.WriteString("version", summary.Version);
        json.WriteString("origin", summary.Origin);
        json.WriteString("digest", summary.Digest);
        json.WriteString("author", summary.Author);
        json.WriteString("description", summary.Description);
        json.WriteString("compatibility", summary.Compatibility);
        json.WriteNumber("files", summary.FileCount);
        json.WriteNumber("contentBytes", summary.ContentBytes);
        json.WriteStartArray("services");
        foreach (var service in summary.Services)
        {
            json.WriteStartObject();
            json.WriteString("id", service.Id);
            json.WriteString("entrypoint", service.Entrypoint);
            json.WriteString("restart", service.Restart);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("modules");
        foreach (var module in summary.Modules)
        {
            json.WriteStartObject();
            json.WriteString("path", module.Path);
            json.WriteString("kernelRelease", module.KernelRelease);
            json.WriteString("signature", module.Signature);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append("  ").Append(name.PadRight(15)).AppendLine(value);
        }
    }
}
