namespace Imager.Profiles.Yaml;

/// <summary>A YAML value without its source: what overlay options hold and what dumps are printed from.</summary>
/// <remarks>
/// Closed: <see cref="YamlText"/>, <see cref="YamlPlain"/>, <see cref="YamlSequence"/>, <see cref="YamlMapping"/>.
/// </remarks>
public abstract record YamlValue
{
    private protected YamlValue()
    {
    }
}
