namespace Imager.Profiles.Yaml;

/// <summary>A key of a mapping and its value.</summary>
public sealed record YamlEntry(string Key, YamlValue Value);
