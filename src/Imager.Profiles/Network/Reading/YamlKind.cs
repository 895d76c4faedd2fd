namespace Imager.Profiles.Network.Reading;

internal enum YamlKind
{
    Scalar,
    Sequence,
    Mapping,
}
