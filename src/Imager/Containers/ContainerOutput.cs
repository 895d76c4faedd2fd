using Imager.Oci.Model;

namespace Imager.Containers;

/// <summary>Where installer images go besides their files.</summary>
/// <remarks><c>Push</c>: a reference; several architectures become one index there. <c>LayoutPath</c>: an OCI layout folder, or a tar of one when it ends in <c>.tar</c>.</remarks>
public sealed record ContainerOutput(ImageReference? Push, string? LayoutPath)
{
    /// <summary>Files only.</summary>
    public static ContainerOutput None { get; } = new(null, null);
}
