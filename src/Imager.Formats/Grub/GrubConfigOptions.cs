namespace Imager.Formats.Grub;

/// <summary>What differs between two grub.cfg files.</summary>
/// <remarks>
/// <c>ProductName</c> and <c>Version</c> appear in titles, the version verbatim. <c>CommandLine</c>: the kernel's, unquoted.
/// <c>HasResetEntry</c>: adds the entry that wipes the installation.
/// </remarks>
public sealed record GrubConfigOptions(string ProductName, string Version, string CommandLine, bool HasResetEntry);
