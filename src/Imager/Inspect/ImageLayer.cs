using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>A wrapper around an image: a compressed stream, a disk format, an archive.</summary>
/// <remarks><c>SizeBytes</c>: of the wrapper. <c>Members</c>: of an archive.</remarks>
internal sealed record ImageLayer(
    InspectKind Kind, long SizeBytes, IReadOnlyList<InspectFact> Facts, IReadOnlyList<InspectNode> Members);

/// <summary>An image without its wrappers: they come outermost first.</summary>
internal sealed record ImageStack(IReadOnlyList<ImageLayer> Layers, ExtentMap Content);
