using System.Text.Json;
using Imager.Inspect;

namespace Imager.Cli.Inspect;

/// <summary>An inspected image for machines: the same tree as the text, every value in full.</summary>
internal static class InspectJson
{
    internal static string Write(InspectNode root) => JsonText.Write(json => Write(json, root));

    private static void Write(Utf8JsonWriter json, InspectNode node)
    {
        json.WriteStartObject();
        json.WriteString("kind", InspectKinds.Name(node.Kind));
        WriteText(json, "name", node.Name);
        if (node.SizeBytes is { } size)
        {
            json.WriteNumber("sizeBytes", size);
        }

        WriteText(json, "target", node.LinkTarget);
        WriteText(json, "sameAs", node.SameAs);
        WriteText(json, "sha256", node.Sha256);
        foreach (var fact in node.Facts)
        {
            Write(json, fact);
        }

        if (node.Problems.Count > 0)
        {
            WriteList(json, "problems", node.Problems);
        }

        if (node.Children.Count > 0)
        {
            json.WriteStartArray("children");
            foreach (var child in node.Children)
            {
                Write(json, child);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, InspectFact fact)
    {
        switch (fact)
        {
            case { Number: { } number }:
                json.WriteNumber(fact.JsonName, number);
                break;
            case { Flag: { } flag }:
                json.WriteBoolean(fact.JsonName, flag);
                break;
            case { Items: { } items }:
                WriteList(json, fact.JsonName, items);
                break;
            default:
                json.WriteString(fact.JsonName, fact.Text);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
