using System.CommandLine;
using Imager.Profiles;

namespace Imager.Arguments;

/// <summary>Reads the flags that say something about the profile; files they name are read here.</summary>
internal static class OverridesReader
{
    internal static ProfileOverrides Read(ParseResult parsed, ImageOptionSet options, InputFiles inputs) => new()
    {
        TargetVersion = parsed.GetValue(options.TargetVersion),
        Platform = parsed.GetValue(options.Platform),
        Board = parsed.GetValue(options.Board),
        BaseInstallerImage = parsed.GetValue(options.BaseInstallerImage),
        ImageDiskSize = parsed.GetValue(options.ImageDiskSize) is { } size ? FlagParsers.ParseDiskSize(size) : null,
        ExtraKernelArgs = parsed.GetValue(options.ExtraKernelArg) ?? [],
        Meta = [.. (parsed.GetValue(options.Meta) ?? []).Select(text => MetaArguments.Read(text, inputs))],
        SystemExtensionImages = parsed.GetValue(options.SystemExtensionImage) ?? [],
        OutputKind = parsed.GetValue(options.OutputKind) is { } kind ? FlagParsers.ParseOutputKind(kind) : null,
        IsInsecure = parsed.GetValue(options.Insecure),
        ImageCache = parsed.GetValue(options.ImageCache),
        OverlayName = parsed.GetValue(options.OverlayName),
        OverlayImage = parsed.GetValue(options.OverlayImage),
        OverlayOptions = FlagParsers.ParseOverlayOptions(
            parsed.GetValue(options.OverlayOption) ?? [], path => inputs.ReadText(path, "overlay option file")),
        EmbeddedConfig = parsed.GetValue(options.EmbeddedConfigPath) is { } path
            ? inputs.ReadText(path, "machine configuration")
            : null,
        IncludeWellKnownCerts = parsed.GetValue(options.IncludeWellKnownCerts),
        SecureBootSignerAddress = parsed.GetValue(options.SecureBootSignerAddress),
        PcrSignerAddress = parsed.GetValue(options.PcrSignerAddress),
        EnrollKeys = parsed.GetValue(options.EnrollKeys) is { } mode ? FlagParsers.ParseEnrollKeys(mode) : null,
        OutFormat = parsed.GetValue(options.OutputFormat) is { } packing ? FlagParsers.ParseOutFormat(packing) : null,
        Bootloader = parsed.GetValue(options.Bootloader) is { } loader ? FlagParsers.ParseBootloader(loader) : null,
    };
}
