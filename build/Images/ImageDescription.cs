namespace Imager.Build.Images;

/// <summary>What a request leads to: names of the files that are made, and files that its arguments name as inputs.</summary>
public sealed record ImageDescription(IReadOnlyList<string> FileNames, IReadOnlyList<string> InputFiles);
