namespace Imager.Oci.Layers;

/// <summary>What to do with device nodes and named pipes of an image; none is ever made on the host.</summary>
public enum SpecialFilePolicy
{
    /// <summary>An error: the image is not one of ours.</summary>
    Refuse,

    /// <summary>Left out of the tree.</summary>
    Skip,

    /// <summary>Kept in the tree as data, for those who judge it.</summary>
    Keep,
}
