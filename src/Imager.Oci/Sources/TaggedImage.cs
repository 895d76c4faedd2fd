namespace Imager.Oci.Sources;

/// <summary>An image to write out, and the tag or full reference to write it under (null for none).</summary>
public sealed record TaggedImage(StoredImage Image, string? Tag);
