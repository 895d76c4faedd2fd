using System.Text.Json;
using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>The operating system and processor an image is made for.</summary>
/// <remarks>OCI image spec 1.1, image-index.md, "platform". Names are GOOS and GOARCH.</remarks>
public sealed record Platform(string Os, string Architecture)
{
    /// <summary><c>v8</c> for most arm64 images; null where there is none.</summary>
    public string? Variant { get; init; }

    /// <summary>The version of the operating system (Windows images only), or null.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Linux on <paramref name="architecture"/>.</summary>
    public static Platform Linux(Architecture architecture) => new("linux", architecture.Name);

    /// <summary>Parses <c>os/architecture</c> or <c>os/architecture/variant</c>.</summary>
    /// <exception cref="InvalidInputException">The text has another form.</exception>
    public static Platform Parse(string text) => text.Split('/') switch
    {
        [{ Length: > 0 } os, { Length: > 0 } architecture] => new(os, architecture),
        [{ Length: > 0 } os, { Length: > 0 } architecture, { Length: > 0 } variant] => new(os, architecture) { Variant = variant },
        _ => throw new InvalidInputException(
            "IMG2950",
            $"invalid platform \"{text}\": write os/architecture or os/architecture/variant, for example linux/arm64."),
    };

    /// <summary>Whether an image of this platform serves <paramref name="wanted"/>.</summary>
    /// <remarks>A missing variant of arm64 is v8; a wanted platform without a variant takes any.</remarks>
    public bool Serves(Platform wanted) =>
        Os == wanted.Os
        && Architecture == wanted.Architecture
        && (wanted.Variant is null || EffectiveVariant == wanted.EffectiveVariant);

    /// <inheritdoc/>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private string? EffectiveVariant => Variant ?? (Architecture == "arm64" ? "v8" : null);

    internal static Platform Read(JsonNode node) => new(node.Text("os") ?? string.Empty, node.Text("architecture") ?? string.Empty)
    {
        Variant = node.Text("variant") is { Length: > 0 } variant ? variant : null,
        OsVersion = node.Text("os.version"),
    };

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("architecture", Architecture);
        writer.WriteString("os", Os);
        OciJson.WriteOptional(writer, "os.version", OsVersion);
        OciJson.WriteOptional(writer, "variant", Variant);
        writer.WriteEndObject();
    }
}
