using Imager.Core;

namespace Imager.Profiles;

/// <summary>A profile document: what to build, for which machine, from which inputs.</summary>
/// <remarks>
/// Null means "the document does not say". <see cref="ProfileResolver"/> turns a document into an effective profile,
/// where
/// everything that has a default is filled. The YAML shape is <c>profiles/schema.json</c>.
/// </remarks>
public sealed record ImageProfile
{
    /// <summary>The name the OS carries in its os-release when <see cref="Name"/> is null.</summary>
    public const string DefaultName = "Talos";

    /// <summary>The profile this one builds on; null in an effective profile.</summary>
    public string? BaseProfileName { get; init; }

    /// <summary>The target machine.</summary>
    public Architecture? Arch { get; init; }

    /// <summary>Where the image will run; see <see cref="Platforms"/>.</summary>
    public string? Platform { get; init; }

    /// <summary>A single-board computer; targets below 1.7 only, see <see cref="Boards"/>.</summary>
    public string? Board { get; init; }

    /// <summary>Whether the boot chain is signed.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>The OS name in UKIs; see <see cref="DefaultName"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The target version, verbatim.</summary>
    public string? Version { get; init; }

    /// <summary>What is added to the stock image.</summary>
    public Customization? Customization { get; init; }

    /// <summary>What the image is made from.</summary>
    public ProfileInput? Input { get; init; }

    /// <summary>A board's or vendor's boot files.</summary>
    public OverlayOptions? Overlay { get; init; }

    /// <summary>What is made.</summary>
    public ProfileOutput? Output { get; init; }

    /// <summary>
    /// The parsed <see cref="Version"/>; <see cref="Profiles.TargetVersion.Default"/> when there is none.
    /// </summary>
    public TargetVersion TargetVersion =>
        Version is null ? TargetVersion.Default : TargetVersion.Parse(Version);

    /// <summary>The gates of <see cref="TargetVersion"/>.</summary>
    public VersionGates Gates => new(TargetVersion);

    /// <summary>Whether Secure Boot is on; null counts as off.</summary>
    public bool IsSecureBoot => SecureBoot ?? false;

    /// <summary>The output kind; <see cref="OutputKind.Unknown"/> when the document does not say.</summary>
    public OutputKind Kind => Output?.Kind ?? OutputKind.Unknown;
}
