using Imager.Core;

namespace Imager.Profiles.Meta;

/// <summary>Reads the <c>--meta</c> argument.</summary>
/// <remarks>
/// <c>KEY=VALUE</c>, cut at the first <c>=</c>. The key is an unsigned 8-bit number: hexadecimal <c>0xa</c>, octal
/// <c>0o12</c> or <c>012</c>, binary <c>0b1010</c>, decimal <c>10</c>, with <c>_</c> allowed between digits.
/// The value is the rest of the text, untouched.
/// </remarks>
public static class MetaValueParser
{
    private const string Forms = "write KEY=VALUE with a key from 1 to 255, for example 0xa=@network.yaml or 10=text.";

    /// <summary>Reads <c>KEY=VALUE</c>; a value that starts with <c>@</c> is taken literally.</summary>
    /// <exception cref="InvalidInputException">No <c>=</c> (IMG2500), no 8-bit number (IMG2501), or key 0 (IMG2502).</exception>
    public static MetaValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new InvalidInputException("IMG2500", $"invalid value \"{Shorten(text)}\": it has no \"=\"; {Forms}");
        }

        var keyText = text[..equals];
        if (!MetaKeyNumber.TryParse(keyText, out var key))
        {
            throw new InvalidInputException(
                "IMG2501", $"invalid key \"{Shorten(keyText)}\"{NameHint(keyText)}: {Forms}");
        }

        if (key == 0)
        {
            throw new InvalidInputException(
                "IMG2502",
                $"META key \"{keyText}\" is 0, which marks the end of the list on disk, so the value would be lost: {Forms}");
        }

        return new MetaValue(key, text[(equals + 1)..]);
    }

    /// <summary>Reads <c>KEY=VALUE</c> or <c>KEY=@FILE</c>, the form of the command line; nothing is opened here.</summary>
    /// <remarks><c>KEY=@@text</c> stands for the literal value <c>@text</c>.</remarks>
    /// <exception cref="InvalidInputException">As <see cref="Parse"/>, or <c>@</c> without a file name (IMG2503).</exception>
    public static MetaArgument ParseArgument(string text)
    {
        var (key, value) = Parse(text);
        if (!value.StartsWith('@'))
        {
            return new MetaArgument(key, value, FilePath: null);
        }

        if (value.StartsWith("@@", StringComparison.Ordinal))
        {
            return new MetaArgument(key, value[1..], FilePath: null);
        }

        return value.Length > 1
            ? new MetaArgument(key, Value: null, FilePath: value[1..])
            : throw new InvalidInputException(
                "IMG2503",
                $"META value \"{text}\" names no file after \"@\": write {MetaKey.Format(key)}=@network.yaml, "
                + $"or {MetaKey.Format(key)}=@@ for a literal \"@\".");
    }

    private static string NameHint(string keyText) =>
        MetaKey.TryFind(keyText, out var key) && key != 0 ? $" (the number of that name is {MetaKey.Format(key)})" : string.Empty;

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..61] + "...";
}
