namespace Imager.BuildKit;

/// <summary>Something that moves or unpacks within a step; totals of zero are unknown.</summary>
public sealed record BuildTransfer(
    string StepDigest,
    string Id,
    long CurrentBytes,
    long TotalBytes,
    DateTimeOffset? Started,
    DateTimeOffset? Completed);
