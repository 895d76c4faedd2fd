using Imager.Artifacts;
using Imager.Containers;
using Imager.Extensions;
using Imager.Images;
using Imager.Plan;

namespace Imager.Arguments;

/// <summary>What one command line asks for, planned and checked; nothing has been built yet.</summary>
/// <remarks>
/// <c>EffectiveProfiles</c>: YAML dumps, one for each plan. <c>Warnings</c>: of profiles, command lines and network documents.
/// <c>AssetsFolder</c>: from <c>--assets</c>, or null.
/// </remarks>
public sealed record ImageRun(
    IReadOnlyList<BuildPlan> Plans,
    IReadOnlyList<string> EffectiveProfiles,
    IReadOnlyList<string> Warnings,
    WriteOptions WriteOptions,
    string? AssetsFolder)
{
    /// <summary>Where container images go besides their files.</summary>
    public ContainerOutput ContainerOutput { get; init; } = ContainerOutput.None;

    /// <summary>How container images are reached and trusted.</summary>
    public ContainerSettings Containers { get; init; } = ContainerSettings.Default;

    /// <summary>How strictly system extensions are judged.</summary>
    public ExtensionSettings Extensions { get; init; } = ExtensionSettings.Default;
}
