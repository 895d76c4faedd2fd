namespace Imager.Extensions;

/// <summary>A kernel module of an extension; <c>Signature</c> says in words who signed it and whether the given kernel knows the key.</summary>
public sealed record ModuleSummary(string Path, string? KernelRelease, string Signature);
