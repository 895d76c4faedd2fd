namespace Imager.Containers;

/// <summary>What a container image of this family is for.</summary>
public enum ContainerKind
{
    /// <summary>Some image that has nothing to do with installing.</summary>
    Foreign,

    /// <summary>Makes images: the imager with the boot assets.</summary>
    Imager,

    /// <summary>Tools only: what an installer is made from.</summary>
    InstallerBase,

    /// <summary>Tools and the boot assets of one machine.</summary>
    Installer,
}
