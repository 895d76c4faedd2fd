using Imager.Profiles.Yaml;

namespace Imager.Profiles;

/// <summary>Boot files for boards and vendors (<c>overlay</c>).</summary>
public sealed record OverlayOptions
{
    /// <summary>The installer inside the overlay image; the overlay's default when null.</summary>
    public string? Name { get; init; }

    /// <summary>The overlay image.</summary>
    public ContainerAsset? Image { get; init; }

    /// <summary>Options handed to the overlay's installer.</summary>
    public YamlMapping? Options { get; init; }
}
