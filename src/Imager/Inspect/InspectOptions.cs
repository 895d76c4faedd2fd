namespace Imager.Inspect;

/// <summary>What an inspection tells beyond the structure.</summary>
/// <remarks><c>WithDigests</c>: the SHA-256 of the file and of every file, section and value in it, which reads them all.</remarks>
public sealed record InspectOptions(bool WithDigests = false);
