namespace Imager.BuildKit;

/// <summary>A piece of a step's output, cut anywhere.</summary>
public sealed record BuildLog(string StepDigest, DateTimeOffset? Time, bool IsError, ReadOnlyMemory<byte> Bytes);
