using System.Globalization;
using System.Text;
using Imager.Core;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>Turns real names into the identifiers of the primary (ECMA-119) and the Joliet tree.</summary>
internal static class IsoNames
{
    private const int MaxNameLength = 30;
    private const int MaxExtensionLength = 8;
    private const int MaxJolietLength = 64;
    private const string JolietForbidden = "*/:;?\\";

    /// <summary>Identifiers of a directory's children, in their order: upper case, digits, underscore,
    /// unique.</summary>
    internal static List<byte[]> Primary(TreeDirectory directory)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. directory.Children.Select(child => Encoding.ASCII.GetBytes(Primary(child, taken)))];
    }

    /// <summary>Joliet identifiers of a directory's children: UCS-2, at most 64 characters.</summary>
    /// <exception cref="UnsupportedException">A name is too long for Joliet or has characters that it
    /// forbids.</exception>
    internal static byte[] Joliet(TreeNode node, string path)
    {
        var bad = node.Name.FirstOrDefault(
            c => c < ' ' || char.IsSurrogate(c) || JolietForbidden.Contains(c, StringComparison.Ordinal));
        if (node.Name.Length > MaxJolietLength || bad != default)
        {
            var why = bad != default
                ? $"has the character U+{(int)bad:X4}, which Joliet forbids"
                : $"has {node.Name.Length} characters, Joliet allows {MaxJolietLength}";
            throw new UnsupportedException("IMG3221", $"ISO tree: \"{path}\" {why}. Rename it or turn Joliet off.");
        }

        return Encoding.BigEndianUnicode.GetBytes(node is TreeDirectory ? node.Name : node.Name + ";1");
    }

    private static string Primary(TreeNode node, HashSet<string> taken)
    {
        var upper = node.Name.ToUpperInvariant();
        var dot = node is TreeDirectory ? -1 : upper.LastIndexOf('.');
        var extension = dot > 0 ? Clean(upper[(dot + 1)..], MaxExtensionLength) : string.Empty;
        var name = Clean(dot > 0 ? upper[..dot] : upper, MaxNameLength - extension.Length);
        var candidate = name;
        for (var number = 1; !taken.Add($"{candidate}.{extension}"); number++)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            candidate = name[..Math.Min(name.Length, MaxNameLength - extension.Length - digits.Length)] + digits;
        }

        return node is TreeDirectory ? candidate : $"{candidate}.{extension};1";
    }

    private static string Clean(string text, int maxLength) =>
        string.Concat(text.Take(maxLength).Select(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) ? c : '_'));
}
