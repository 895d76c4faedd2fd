namespace Imager.Plan;

/// <summary>Where an image's GUIDs, UUIDs and serial numbers come from.</summary>
/// <remarks>
/// Fixed: the Talos imager's, the same in every image. Unique: derived from the image's content and <c>NodeId</c>, so that two
/// different images never share a PARTUUID, while each build of the same image repeats.
/// </remarks>
public sealed record IdentityOptions(bool IsUnique, string NodeId = "")
{
    /// <summary>The Talos imager's identities.</summary>
    public static IdentityOptions Fixed { get; } = new(false);
}
