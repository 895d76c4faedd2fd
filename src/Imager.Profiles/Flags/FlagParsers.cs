using System.Text.RegularExpressions;
using Imager.Core;
using Imager.Profiles.Schema;
using Imager.Profiles.Yaml;
using YamlDotNet.Core;

namespace Imager.Profiles;

/// <summary>Turns flag texts into values; every message names the flag and the value.</summary>
public static partial class FlagParsers
{
    /// <summary><c>--output-kind</c>.</summary>
    /// <exception cref="InvalidInputException">No such kind.</exception>
    public static OutputKind ParseOutputKind(string text) =>
        EnumSpelling.TryParse<OutputKind>(text, out var kind) && kind != OutputKind.Unknown
            ? kind.Value
            : throw new InvalidInputException("IMG2473", Explain<OutputKind>("--output-kind", text, skip: 1));

    /// <summary><c>--secureboot-enroll-keys</c>.</summary>
    /// <exception cref="InvalidInputException">No such mode.</exception>
    public static SdBootEnrollKeys ParseEnrollKeys(string text) =>
        EnumSpelling.TryParse<SdBootEnrollKeys>(text, out var mode)
            ? mode.Value
            : throw new InvalidInputException(
                "IMG2474", Explain<SdBootEnrollKeys>("--secureboot-enroll-keys", text, skip: 0));

    /// <summary><c>--bootloader</c>.</summary>
    /// <exception cref="InvalidInputException">No such bootloader.</exception>
    public static Bootloader ParseBootloader(string text) =>
        EnumSpelling.TryParse<Bootloader>(text, out var loader) && loader != Bootloader.None
            ? loader.Value
            : throw new InvalidInputException("IMG2479", Explain<Bootloader>("--bootloader", text, skip: 1));

    /// <summary><c>--output-format</c>; a missing dot is forgiven.</summary>
    /// <exception cref="InvalidInputException">No such packing.</exception>
    public static OutFormat ParseOutFormat(string text) =>
        (EnumSpelling.TryParse<OutFormat>(text, out var format) || EnumSpelling.TryParse("." + text, out format))
            && format != OutFormat.Unknown
            ? format.Value
            : throw new InvalidInputException("IMG2478", Explain<OutFormat>("--output-format", text, skip: 1));

    /// <summary><c>--image-disk-size</c>: a human size, at least 1246 MiB.</summary>
    /// <exception cref="InvalidInputException">No size, or below the least.</exception>
    public static ByteSize ParseDiskSize(string text)
    {
        var size = ByteSize.Parse(text);
        return size >= DiskSizing.SmallDiskSize
            ? size
            : throw new InvalidInputException(
                "IMG2471",
                $"--image-disk-size {text}: disk image size must be at least 1.3 GB; {size.Bytes} bytes is less than "
                + $"{DiskSizing.SmallDiskSize.Bytes} ({DiskSizing.SmallDiskSize}).");
    }

    /// <summary>
    /// All <c>--overlay-option</c> flags in order: <c>key=value</c>, <c>key=@file</c>, <c>@file</c> or <c>key</c>;
    /// later ones win.
    /// </summary>
    /// <remarks><paramref name="readFile"/> gives a file's text; the caller owns its errors.</remarks>
    /// <exception cref="InvalidInputException">A file named with <c>@</c> holds no YAML mapping, or a key is
    /// empty.</exception>
    public static YamlMapping? ParseOverlayOptions(IReadOnlyList<string> flags, Func<string, string> readFile)
    {
        var merged = YamlMapping.Empty;
        foreach (var flag in flags)
        {
            var next = flag.StartsWith('@') ? ReadOptions(flag[1..], readFile) : ReadPair(flag, readFile);
            merged = merged.MergedWith(next);
        }

        return flags.Count == 0 ? null : merged;
    }

    /// <summary>
    /// Whether a text is a reference whose registry, repository and tag or digest are all written out.
    /// </summary>
    /// <remarks>
    /// OCI distribution spec 1.1, "Pulling manifests", for the characters; a registry has a dot, a colon or is
    /// localhost.
    /// </remarks>
    public static bool IsFullReference(string text) => FullReference().IsMatch(text);

    private static YamlMapping ReadPair(string flag, Func<string, string> readFile)
    {
        var cut = flag.IndexOf('=', StringComparison.Ordinal);
        var key = cut < 0 ? flag : flag[..cut];
        if (key.Length == 0)
        {
            throw new InvalidInputException(
                "IMG2475", $"--overlay-option \"{flag}\" has no key: write key=value, key=@file or @file.");
        }

        var value = cut < 0 ? string.Empty : flag[(cut + 1)..];
        var text = value.StartsWith('@') ? readFile(value[1..]) : value;
        return new YamlMapping([new YamlEntry(key, new YamlText(text))]);
    }

    private static YamlMapping ReadOptions(string path, Func<string, string> readFile)
    {
        var context = new ReadContext(path, isLenient: false);
        try
        {
            var (root, _) = YamlNodeReader.ReadFirst(readFile(path), path);
            var options = root is null ? null : new OptionsCodec().Read(root, "overlay.options", context);
            ProfileProblem.ThrowIfAnyError(context.Problems);
            return (YamlMapping?)options ?? YamlMapping.Empty;
        }
        catch (YamlException error)
        {
            throw new InvalidInputException(
                "IMG2476",
                $"{path}:{error.Start.Line}:{error.Start.Column}: --overlay-option @{path} is not YAML: {error.Message}",
                error);
        }
    }

    private static string Explain<TEnum>(string flag, string text, int skip)
        where TEnum : struct, Enum
    {
        var choices = EnumSpelling.All<TEnum>().Skip(skip).ToList();
        return $"{flag} \"{text}\" is not one of {string.Join(", ", choices)}.{NearestMatch.Hint(text, choices)}";
    }

    [GeneratedRegex(
        @"^(localhost|[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+|[A-Za-z0-9.\-]+:[0-9]+|\[[0-9a-fA-F:]+\](:[0-9]+)?)"
        + @"/[a-z0-9_.\-]+(/[a-z0-9_.\-]+)*"
        + @"(:[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex FullReference();
}
