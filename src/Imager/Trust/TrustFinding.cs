namespace Imager.Trust;

/// <summary>What is known about the origin of one image.</summary>
/// <remarks>
/// <c>Image</c>: reference with digest, or the path of a local one. <c>Rule</c>: the policy's rule, for people. <c>Signers</c>: who signed,
/// as the check reported it. <c>Detail</c>: why a check failed, or what was not checked.
/// </remarks>
public sealed record TrustFinding(
    string Image, TrustOutcome Outcome, string Rule, IReadOnlyList<string> Signers, string Detail);
