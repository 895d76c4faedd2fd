namespace Imager.Profiles.Yaml;

/// <summary>A list.</summary>
public sealed record YamlSequence(IReadOnlyList<YamlValue> Items) : YamlValue;
