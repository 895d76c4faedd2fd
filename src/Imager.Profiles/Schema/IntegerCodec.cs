using System.Globalization;
using System.Text.Json.Nodes;
using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>A whole number between limits, decimal or with 0x, 0o, 0b; underscores may part digits.</summary>
internal sealed class IntegerCodec(long minimum, long maximum, Func<long, object> box, bool isByteSize = false) : Codec
{
    internal override object? Read(YamlNode node, string path, ReadContext context)
    {
        if (node.IsNull)
        {
            return null;
        }

        if (!node.IsPlain || Parse(node.Text) is not { } number)
        {
            return context.Fail("IMG2409", path, node, $"{path} must be a whole number, not "
                + $"{node.Describe()}.{SizeHint(node)}");
        }

        return number >= minimum && number <= maximum
            ? box((long)number)
            : context.Fail("IMG2410", path, node, $"{path} is {node.Text}; it must lie between {minimum} and "
                + $"{maximum}.");
    }

    internal override YamlValue Print(object? value) =>
        new YamlPlain(Convert.ToString(value ?? 0, CultureInfo.InvariantCulture)!);

    internal override bool IsZero(object? value) => value is null || Convert.ToInt64(value) == 0;

    internal override JsonObject Describe(JsonObject definitions) =>
        new() { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum };

    /// <summary>A number in any of YAML's spellings; null when it is none or is far beyond 64 bits.</summary>
    internal static decimal? Parse(string text)
    {
        var compact = text.Replace("_", string.Empty, StringComparison.Ordinal);
        var isNegative = compact.StartsWith('-');
        var digits = isNegative || compact.StartsWith('+') ? compact[1..] : compact;
        var magnitude = digits.ToUpperInvariant() switch
        {
            ['0', 'X', .. var hex] => Digits(hex, 16),
            ['0', 'O', .. var octal] => Digits(octal, 8),
            ['0', 'B', .. var binary] => Digits(binary, 2),
            ['0', _, ..] octal => Digits(octal, 8),
            var plain => Digits(plain, 10),
        };
        return isNegative ? -magnitude : magnitude;
    }

    private static decimal? Digits(string digits, int radix)
    {
        if (digits.Length is 0 or > 64)
        {
            return null;
        }

        decimal value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : c is >= 'A' and <= 'F' ? c - 'A' + 10 : int.MaxValue;
            if (digit >= radix || value > long.MaxValue)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return value;
    }

    private string SizeHint(YamlNode node) =>
        isByteSize && node.Kind == YamlKind.Scalar && ByteSize.TryParse(node.Text, out var size)
            ? $" Write bytes: {size.Bytes}."
            : string.Empty;
}
