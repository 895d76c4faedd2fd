namespace Imager.Profiles.Yaml;

/// <summary>A string; printed with quotes where a plain scalar would read back as something else.</summary>
public sealed record YamlText(string Text) : YamlValue;
