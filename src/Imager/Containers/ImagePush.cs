using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Containers;

/// <summary>An image and the name it is to have in a registry.</summary>
public sealed record ImagePush(StoredImage Image, ImageReference Target);
