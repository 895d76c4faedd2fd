namespace Imager.Inspect;

/// <summary>What an extraction left: how many files and bytes, and the names that were not written, each with its reason.</summary>
public sealed record ExtractReport(int Files, long SizeBytes, IReadOnlyList<string> Skipped);
