namespace Imager.Oci.Layers;

/// <summary>An extended attribute: its full name (<c>security.selinux</c>) and its bytes, which need not be text.</summary>
public sealed record Xattr(string Name, ReadOnlyMemory<byte> Value);
