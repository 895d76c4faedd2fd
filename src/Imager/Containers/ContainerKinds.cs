using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Containers;

/// <summary>Tells the kinds of container images apart, ours and the Talos project's.</summary>
/// <remarks>
/// Ours carry the label <see cref="Label"/>. Theirs are known by the program they start: <c>/bin/imager</c> or <c>/bin/installer</c>, the same
/// binary under two names. An installer is an installer-base with assets on top and keeps its configuration, label included.
/// </remarks>
public static class ContainerKinds
{
    /// <summary>The label of our images: <c>imager</c> or <c>installer-base</c>.</summary>
    public const string Label = "io.github.imager.kind";

    /// <summary>The label with the version of the OS, as the Talos project's images have it.</summary>
    public const string VersionLabel = "alpha.talos.dev/version";

    /// <summary>The name of a kind as labels, targets and repositories have it.</summary>
    public static string NameOf(ContainerKind kind) => kind switch
    {
        ContainerKind.Imager => "imager",
        ContainerKind.InstallerBase => "installer-base",
        ContainerKind.Installer => "installer",
        _ => "foreign",
    };

    /// <summary>The kind by configuration; an installer cannot be told from its base this way and counts as the base.</summary>
    public static ContainerKind Of(ContainerConfig config) =>
        config.Labels.GetValueOrDefault(Label) is { } label
            ? ByName(label)
            : ByName(config.Entrypoint is [var program, ..] ? program[(program.LastIndexOf('/') + 1)..] : string.Empty);

    /// <summary>Refuses what no installer can be made from.</summary>
    /// <exception cref="InvalidInputException">It is an imager, or no image of this family; the message says which.</exception>
    public static void RequireInstallerBase(ImageConfig config, string name)
    {
        if (Of(config.Container) == ContainerKind.InstallerBase)
        {
            return;
        }

        if (Of(config.Container) == ContainerKind.Imager)
        {
            throw new InvalidInputException(
                "IMG2661",
                $"\"{name}\" is an imager, not an installer-base: it makes images and cannot be installed from. Give "
                + "--base-installer-image the image installer-base of the same version.");
        }

        var runs = config.Container.Entrypoint ?? config.Container.Cmd;
        throw new InvalidInputException(
            "IMG2662",
            $"\"{name}\" is no installer image: it starts {(runs is null ? "nothing" : $"\"{string.Join(' ', runs)}\"")} and has no label "
            + $"{Label}. Give --base-installer-image an installer-base image.");
    }

    private static ContainerKind ByName(string name) => name switch
    {
        "imager" => ContainerKind.Imager,
        "installer" or "installer-base" => ContainerKind.InstallerBase,
        _ => ContainerKind.Foreign,
    };
}
