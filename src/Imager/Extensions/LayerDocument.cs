using System.Text;
using Imager.Profiles.Extensions;
using Imager.Profiles.Yaml;

namespace Imager.Extensions;

/// <summary>Writes <c>/extensions.yaml</c>, from which <c>/init</c> learns the layers and their order.</summary>
/// <remarks>The Talos imager's form: block style, four blanks for each level, items of a list two more.</remarks>
internal static class LayerDocument
{
    internal const string FileName = "extensions.yaml";

    internal static string Write(IEnumerable<(string Image, ExtensionManifest Manifest)> layers)
    {
        var text = new StringBuilder("layers:\n");
        foreach (var (image, manifest) in layers)
        {
            Line(text, 4, "- image", image);
            text.Append("      metadata:\n");
            Line(text, 8, "name", manifest.Name);
            Line(text, 8, "version", manifest.Version);
            Line(text, 8, "author", manifest.Author);
            Line(text, 8, "description", manifest.Description);
            text.Append("        compatibility:\n            talos:\n");
            Line(text, 16, "version", manifest.Compatibility ?? string.Empty);
            if (manifest.ExtraInfo is { } extra)
            {
                Line(text, 8, "extraInfo", extra);
            }
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, int indent, string key, string value)
    {
        // The emitter knows when and how a text must be quoted; its lines move to the right together.
        var printed = YamlEmitter.Print(new YamlMapping([new YamlEntry("k", new YamlText(value))])).TrimEnd('\n');
        foreach (var (index, line) in printed.Split('\n').Index())
        {
            text.Append(' ', line.Length == 0 ? 0 : indent).Append(index == 0 ? key + line[1..] : line).Append('\n');
        }
    }
}
