using Imager.Profiles.Network;

namespace Imager.Profiles.Extensions;

/// <summary>What reading a manifest gave: null when a required value is missing; problems in the order of the text.</summary>
public sealed record ExtensionManifestResult(ExtensionManifest? Manifest, IReadOnlyList<DocumentProblem> Problems);
