using System.Text;
using Imager.Formats.Tree;

namespace Imager.Formats.Fat;

/// <summary>How one name is stored: an 11-byte short name, case bits, and a long name where those do not suffice.</summary>
/// <remarks>
/// FAT specification 1.03, sections 6 and 7. <c>CaseFlags</c>: 0x08 = base in lower case, 0x10 = extension in lower case
/// (Windows NT; Linux, mtools and EDK2 honour them).
/// </remarks>
internal sealed record FatName(byte[] Short, byte CaseFlags, string? Long)
{
    internal const int ShortBytes = 11;
    internal const int MaxLongUnits = 255;
    internal const int UnitsPerLongEntry = 13;
    internal const byte LowerBase = 0x08;
    internal const byte LowerExtension = 0x10;

    private const string ForbiddenInLong = "\"*/:<>?\\|";
    private const string AllowedInShort = "!#$%&'()-@^_`{}~";

    /// <summary>32-byte directory entries that the name needs, the short one included.</summary>
    internal int EntryCount => 1 + (Long is null ? 0 : (Long.Length + UnitsPerLongEntry - 1) / UnitsPerLongEntry);

    /// <summary>The checksum that ties long entries to their short one.</summary>
    internal static byte Checksum(ReadOnlySpan<byte> shortName)
    {
        byte sum = 0;
        foreach (var value in shortName)
        {
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + value);
        }

        return sum;
    }

    /// <summary>What FAT cannot hold about a name, or null.</summary>
    internal static string? Problem(string name)
    {
        var bad = name.FirstOrDefault(c => c < 0x20 || ForbiddenInLong.Contains(c, StringComparison.Ordinal));
        return name.Length > MaxLongUnits ? $"has {name.Length} UTF-16 units; FAT holds {MaxLongUnits}"
            : name.AsSpan().IndexOfAnyInRange('\0', '\x1F') >= 0 ? $"contains the control character U+{(int)bad:X4}"
            : bad != default ? $"contains '{bad}', which FAT cannot hold"
            : name.EndsWith('.') || name.EndsWith(' ') ? "ends with a dot or a space, which FAT drops"
            : null;
    }

    /// <summary>Whether a character may stand in a short name (upper case assumed).</summary>
    internal static bool IsShortCharacter(char c) =>
        char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || AllowedInShort.Contains(c, StringComparison.Ordinal);

    /// <summary>Stores all names of one directory; their order decides who gets which <c>~N</c>.</summary>
    internal static IReadOnlyList<FatName> Assign(IReadOnlyList<TreeNode> children)
    {
        var names = children.Select(child => TryShort(child.Name)).ToArray();
        var taken = names.OfType<FatName>()
            .Select(name => Encoding.ASCII.GetString(name.Short))
            .ToHashSet(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. children.Select((child, index) => names[index] ?? WithTail(child.Name, taken, next))];
    }

    /// <summary>The form without a long name, or null when the name needs one.</summary>
    private static FatName? TryShort(string name)
    {
        var dot = name.LastIndexOf('.');
        var (stem, extension) = dot < 0 ? (name, string.Empty) : (name[..dot], name[(dot + 1)..]);
        var upper = name.ToUpperInvariant();
        return stem.Length is >= 1 and <= 8 && extension.Length <= 3 && (dot < 0 || extension.Length > 0)
            && upper.Remove(Math.Max(dot, 0), dot < 0 ? 0 : 1).All(IsShortCharacter)
            && CaseFlag(stem, LowerBase) is { } stemFlag && CaseFlag(extension, LowerExtension) is { } extensionFlag
            ? new(Pack(stem.ToUpperInvariant(), extension.ToUpperInvariant()), (byte)(stemFlag | extensionFlag), null)
            : null;
    }

    /// <summary>0 for upper case, the flag for lower case, null for a mixture or letters beyond ASCII.</summary>
    private static int? CaseFlag(string part, byte flag) =>
        !part.All(char.IsAscii) ? null
        : !part.Any(char.IsAsciiLetterLower) ? 0
        : part.Any(char.IsAsciiLetterUpper) ? null
        : flag;

    /// <summary>The long form: a short name made of what is left of the name, a tilde and the first free number.</summary>
    private static FatName WithTail(string name, HashSet<string> taken, Dictionary<string, int> next)
    {
        var dot = name.LastIndexOf('.');
        var hasExtension = dot > 0 && dot + 1 < name.Length;
        var stem = ShortPart(hasExtension ? name[..dot] : name, 8);
        var extension = ShortPart(hasExtension ? name[(dot + 1)..] : string.Empty, 3);
        var key = $"{stem}.{extension}";
        for (var number = next.GetValueOrDefault(key, 1); ; number++)
        {
            var tail = $"~{number}";
            var packed = Pack(stem[..Math.Min(stem.Length, 8 - tail.Length)] + tail, extension);
            if (taken.Add(Encoding.ASCII.GetString(packed)))
            {
                next[key] = number + 1;
                return new(packed, 0, name);
            }
        }
    }

    private static string ShortPart(string part, int limit)
    {
        var kept = part.ToUpperInvariant().Where(c => c is not ('.' or ' ')).Take(limit).ToArray();
        return string.Concat(kept.Select(c => IsShortCharacter(c) ? c : '_'));
    }

    private static byte[] Pack(string stem, string extension) =>
        Encoding.ASCII.GetBytes(stem.PadRight(8) + extension.PadRight(3));
}
