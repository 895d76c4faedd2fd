namespace Imager.BuildKit;

/// <summary>Advice from the Dockerfile frontend.</summary>
public sealed record BuildWarning(string StepDigest, string Text, string Detail, string Url);
