namespace Imager.Profiles;

/// <summary>How a profile is laid over its base.</summary>
public enum MergeRules
{
    /// <summary>What the upper document writes wins, also zero values; what it leaves out keeps the base.</summary>
    Explicit = 0,

    /// <summary>
    /// The Talos imager's: a zero value (<c>""</c>, <c>0</c>, <c>if-safe</c>, <c>none</c>, <c>unknown</c>) never
    /// replaces, and a
    /// plain boolean is always replaced, even when the upper document leaves it out.
    /// </summary>
    Peer = 1,
}
