namespace Imager.Profiles.CommandLine;

/// <summary>
/// Builds the kernel command line of an effective profile; the same line goes to GRUB, UKI, ISO menu and cmdline
/// output.
/// </summary>
public static class CommandLineBuilder
{
    private static readonly HashSet<string> Overwritten = new(StringComparer.Ordinal) { "console", "talos.platform" };

    /// <summary>
    /// Whether META values travel on the command line: there are some, and the output has no META partition of its own.
    /// </summary>
    public static bool CarriesMeta(ImageProfile profile) =>
        profile.Customization?.MetaContents is { Count: > 0 } && profile.Kind != OutputKind.Image;

    /// <summary>
    /// The line, in the Talos imager's order: platform, ISO, board, overlay, defaults, lockdown, META, extra arguments.
    /// </summary>
    /// <exception cref="ArgumentException">The profile has not passed validation, or <see cref="CarriesMeta"/> and
    /// there is no encoded META.</exception>
    public static KernelCommandLine Build(ImageProfile effective, CommandLineExtras extras)
    {
        if (!Platforms.TryGetCanonicalName(effective.Platform, out var platform)
            || effective.Arch is not { } architecture)
        {
            throw new ArgumentException(
                "the profile has no known platform and architecture; validate it first", nameof(effective));
        }

        var gates = effective.Gates;
        var line = KernelCommandLine.Empty
            .Append("talos.platform", platform)
            .SetAll(PlatformArguments.For(platform, architecture, gates));
        line = effective.Kind == OutputKind.Iso && gates.HaltIfInstalled
            ? line.Append("talos.halt_if_installed", "1")
            : line;
        line = Boards.Find(effective.Board) is { } board
            ? line.Append("talos.board", board.Name).SetAll(board.KernelArgs)
            : line;
        line = line.SetAll(extras.OverlayArguments).AppendAll(DefaultArguments.For(gates));
        line = effective.IsSecureBoot && gates.ForcedLockdown ? line.Append("lockdown", "confidentiality") : line;
        line = CarriesMeta(effective) ? line.Append("talos.environment", MetaVariable(extras)) : line;
        return line.Customize(effective.Customization?.ExtraKernelArgs ?? [], Overwritten);
    }

    private static string MetaVariable(CommandLineExtras extras) =>
        string.IsNullOrEmpty(extras.EncodedMeta)
            ? throw new ArgumentException("the profile has META values, so encoded META is needed", nameof(extras))
            : $"INSTALLER_META_BASE64={extras.EncodedMeta}";
}
