using Imager.Build.Containers;

namespace Imager.Build.Images;

/// <summary>REGISTRY_MIRRORS as the imager's own option, which is written the same way.</summary>
public static class MirrorArguments
{
    /// <summary>No words, or two.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">A mirror is malformed.</exception>
    public static IReadOnlyList<string> Of(BuildContext context) =>
        ContainerSettings.Registries(context).Mirrors.Count > 0
            ? ["--registry-mirror", context.Variables[BuildVariables.RegistryMirrors]]
            : [];
}
