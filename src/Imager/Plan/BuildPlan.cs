using Imager.Core;
using Imager.Images;
using Imager.Profiles;
using Imager.Profiles.Meta;

namespace Imager.Plan;

/// <summary>Everything that will be made, decided before any work starts; a pure function of profile and epoch.</summary>
/// <remarks>
/// <c>AssetName</c> is the file before packing (<c>metal-amd64.raw</c>), <c>FileName</c> the final one
/// (<c>metal-amd64.raw.zst</c>). <c>NotBuiltYet</c>: settings that this version plans but cannot build. <c>MetaValues</c> are those of the image, the automatic one for dual-boot included.
/// </remarks>
public sealed record BuildPlan(
    ImageProfile Profile,
    Architecture Architecture,
    string CommandLine,
    IReadOnlyList<MetaValue> MetaValues,
    OutputSpec Output,
    OutFormat OutFormat,
    string AssetName,
    string FileName,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> NotBuiltYet)
{
    /// <summary>Where GUIDs come from.</summary>
    public IdentityOptions Identity { get; init; } = IdentityOptions.Fixed;

    /// <summary>The image that kernel, initramfs and boot programs come from; null for local files.</summary>
    public ImageLocation? Base { get; init; }

    /// <summary>What overlay and image cache add; known once these are at hand.</summary>
    public PlanAdditions Additions { get; init; } = PlanAdditions.None;

    /// <summary>The version as the profile names it; part of file names inside the image.</summary>
    public string Version => Profile.Version ?? TargetVersion.Default.Text;

    /// <summary>The product name, <c>Talos</c> unless the profile says otherwise.</summary>
    public string ProductName => Profile.Name ?? ImageProfile.DefaultName;

    /// <summary>The same plan with one more argument at the end of the command line; itself for null.</summary>
    public BuildPlan WithKernelArgument(string? argument) =>
        argument is null ? this : this with { CommandLine = $"{CommandLine} {argument}" };
}
