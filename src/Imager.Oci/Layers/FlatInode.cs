using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>A file and the layer whose tar holds its content.</summary>
internal sealed record FlatInode(TarMember Member, int Layer);
