using System.Globalization;
using System.Text;
using Imager.Formats.Meta;
using Imager.MetaEditing;
using Imager.Profiles.Meta;

namespace Imager.Cli.Commands;

/// <summary>META values for people and for machines.</summary>
internal static class MetaText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal static string ToText(MetaReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Place}: {report.Values.Count} value(s)\n");
        foreach (var entry in report.Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Describe(entry)}, {entry.Value.Length} bytes\n");
            foreach (var line in (TextOf(entry) ?? $"(binary) {Convert.ToHexStringLower(entry.Value.Span)}").TrimEnd('\n').Split('\n'))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    internal static string ToJson(MetaReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("place", report.Place);
        json.WriteStartArray("values");
        foreach (var entry in report.Values)
        {
            json.WriteStartObject();
            json.WriteNumber("key", entry.Tag);
            json.WriteNumber("bytes", entry.Value.Length);
            json.WriteString("base64", Convert.ToBase64String(entry.Value.Span));
            if (TextOf(entry) is { } value)
            {
                json.WriteString("value", value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Describe(AdvEntry entry) =>
        entry.Tag <= byte.MaxValue ? MetaKey.Describe((byte)entry.Tag) : string.Create(CultureInfo.InvariantCulture, $"0x{entry.Tag:x}");

    private static string? TextOf(AdvEntry entry)
    {
        try
        {
            var text = StrictUtf8.GetString(entry.Value.Span);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\t' or '\r')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
