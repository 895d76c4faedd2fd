using Imager.Profiles.Schema;
using Imager.Profiles.Yaml;

namespace Imager.Profiles;

/// <summary>Prints a profile in the Talos imager's dump form.</summary>
/// <remarks>Indent 2, block style, keys in schema order, keys that say nothing left out, one final newline.</remarks>
public static class ProfileDump
{
    /// <summary>The YAML text.</summary>
    public static string ToYaml(ImageProfile profile) =>
        YamlEmitter.Print((YamlMapping)ProfileCodecs.Document.Print(profile));
}
