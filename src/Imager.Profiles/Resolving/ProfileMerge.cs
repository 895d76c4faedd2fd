using Imager.Profiles.Schema;

namespace Imager.Profiles;

/// <summary>Lays one profile over another.</summary>
/// <remarks>
/// Lists are joined, base first. Mappings merge key by key. Merging is associative under both rules, except that
/// <see cref="MergeRules.Explicit"/> and <see cref="MergeRules.Peer"/> must not be mixed.
/// </remarks>
public static class ProfileMerge
{
    /// <summary>The base overlaid by <paramref name="upper"/>; neither is changed.</summary>
    public static ImageProfile Merge(ImageProfile lower, ImageProfile upper, MergeRules rules = MergeRules.Explicit) =>
        (ImageProfile)ProfileCodecs.Document.Merge(lower, upper, rules)!;
}
