namespace Imager.Extensions;

/// <summary>How strictly a build judges its extensions.</summary>
/// <remarks><c>ModuleCertificateFiles</c>: certificates that the machine's kernel takes besides its own, DER or PEM.</remarks>
public sealed record ExtensionSettings(
    ExtensionChecks Checks, bool ChecksModules, IReadOnlyList<string> ModuleCertificateFiles)
{
    /// <summary>Everything is checked.</summary>
    public static ExtensionSettings Default { get; } = new(ExtensionChecks.Enforce, true, []);
}
