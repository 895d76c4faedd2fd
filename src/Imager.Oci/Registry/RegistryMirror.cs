namespace Imager.Oci.Registry;

/// <summary>A registry that holds copies of another's repositories, below an optional path.</summary>
/// <remarks><c>new("mirror.lan:5000", "ghcr")</c> asks for <c>siderolabs/installer</c> as <c>ghcr/siderolabs/installer</c>.</remarks>
public sealed record RegistryMirror(string Host, string RepositoryPrefix = "");
