using System.CommandLine;
using Imager.Core;
using Imager.Extensions;

namespace Imager.Arguments;

/// <summary>Reads the flags about the rules for extensions.</summary>
internal static class ExtensionArguments
{
    private static readonly string[] Levels = ["enforce", "warn", "off"];

    /// <exception cref="InvalidInputException">The level is unknown.</exception>
    internal static ExtensionSettings Read(ParseResult parsed, ImageOptionSet options)
    {
        var text = parsed.GetValue(options.ExtensionChecks) ?? Levels[0];
        var checks = text switch
        {
            "enforce" => ExtensionChecks.Enforce,
            "warn" => ExtensionChecks.Warn,
            "off" => ExtensionChecks.Off,
            _ => throw new InvalidInputException(
                "IMG2873", $"{options.ExtensionChecks.Name} \"{text}\" is not one of {string.Join(", ", Levels)}.{NearestMatch.Hint(text, Levels)}"),
        };
        return new ExtensionSettings(checks, !parsed.GetValue(options.NoModuleCheck), parsed.GetValue(options.ModuleCertificate) ?? []);
    }
}
