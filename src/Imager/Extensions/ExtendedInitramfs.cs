using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>An initramfs with extensions.</summary>
/// <remarks>
/// <c>ManifestDigest</c>: SHA-256 of <c>/extensions.sha256</c>, hex. <c>KernelArgument</c>: the argument that makes the base's own
/// <c>/init</c> insist on that list, null when its <c>/init</c> does not know the argument (real Talos).
/// </remarks>
public sealed record ExtendedInitramfs(ByteSource Content, string ManifestDigest, string? KernelArgument);
