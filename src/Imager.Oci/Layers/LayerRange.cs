namespace Imager.Oci.Layers;

/// <summary>Where a file's content is: layer number from 0 (the lowest) and byte range of its uncompressed tar.</summary>
public readonly record struct LayerRange(int Layer, long OffsetBytes, long SizeBytes);
