using Imager.Formats.Extents;

namespace Imager.Formats.Ova;

/// <summary>A file of an OVA.</summary>
public sealed record OvaMember(string Name, ByteSource Content);
