namespace Imager.Profiles.Yaml;

/// <summary>A number, boolean or null, kept in its plain spelling: <c>8</c>, <c>true</c>, <c>null</c>.</summary>
public sealed record YamlPlain(string Text) : YamlValue;
