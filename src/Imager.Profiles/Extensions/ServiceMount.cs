namespace Imager.Profiles.Extensions;

/// <summary>A mount of an extension service, in the terms of the OCI runtime specification.</summary>
/// <remarks><c>Line</c>: where it stands in the service file, from 1.</remarks>
public sealed record ServiceMount(string? Source, string? Destination, string? Type, IReadOnlyList<string> Options, int Line);
