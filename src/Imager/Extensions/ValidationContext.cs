using Imager.Core;
using Imager.Profiles;

namespace Imager.Extensions;

/// <summary>What extensions are judged against.</summary>
/// <remarks>
/// <c>Kernel</c>: null when no kernel is at hand; modules are then judged by architecture only. <c>IsWholeSet</c>: these are all extensions
/// of an image, so that what is missing among them is missing for good.
/// </remarks>
public sealed record ValidationContext(Architecture Architecture, TargetVersion Version)
{
    /// <summary>The kernel that will load the modules.</summary>
    public KernelIdentity? Kernel { get; init; }

    /// <summary>Whether nothing else will be added.</summary>
    public bool IsWholeSet { get; init; }

    /// <summary>Whether vermagic and signatures of modules are judged.</summary>
    public bool ChecksModules { get; init; } = true;
}
