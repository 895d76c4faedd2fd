namespace Imager.Profiles.CommandLine;

/// <summary>What a command line needs beyond its profile.</summary>
/// <remarks>
/// EncodedMeta: the Base64 text of INSTALLER_META_BASE64, made from <c>customization.metaContents</c>; null when there
/// are none.
/// OverlayArguments: <c>kernelArgs</c> that the overlay's options name.
/// </remarks>
public sealed record CommandLineExtras(string? EncodedMeta, IReadOnlyList<string> OverlayArguments)
{
    /// <summary>Neither META nor overlay.</summary>
    public static CommandLineExtras None { get; } = new(null, []);
}
