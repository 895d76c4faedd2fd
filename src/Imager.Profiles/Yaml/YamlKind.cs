namespace Imager.Profiles.Yaml;

internal enum YamlKind
{
    Scalar,
    Sequence,
    Mapping,
}
