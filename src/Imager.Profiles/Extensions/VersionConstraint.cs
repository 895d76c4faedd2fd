using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Imager.Profiles.Extensions;

/// <summary>A range of OS versions, as <c>metadata.compatibility.talos.version</c> holds it.</summary>
/// <remarks>
/// Comparisons separated by blanks must all hold; <c>||</c> separates alternatives. Operators: <c>= == != ! &gt; &gt;= &lt; &lt;=</c>, none
/// means equal; blanks may follow them. Minor and patch may be <c>x</c>. A <c>v</c> before a digit is ignored. The OS version counts with
/// its three numbers only.
/// </remarks>
public sealed class VersionConstraint
{
    private static readonly string[] Operators = [">=", "<=", "==", "!=", ">", "<", "=", "!"];

    private readonly List<List<Comparison>> alternatives;

    private VersionConstraint(string text, List<List<Comparison>> alternatives) => (Text, this.alternatives) = (text, alternatives);

    /// <summary>The range as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a range; <paramref name="reason"/> says what is wrong and shows a right one.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out VersionConstraint? constraint, [NotNullWhen(false)] out string? reason)
    {
        constraint = null;
        var alternatives = new List<List<Comparison>>();
        foreach (var alternative in text.Split("||"))
        {
            if (ReadAlternative(alternative, out var comparisons) is { } problem)
            {
                reason = $"\"{text}\" is no version range: {problem} Write for example \">= v1.10.0\" or \">=1.9.0 <1.12.0 || 1.13.x\".";
                return false;
            }

            alternatives.Add(comparisons);
        }

        (constraint, reason) = (new VersionConstraint(text, alternatives), null);
        return true;
    }

    /// <summary>Whether a version, its three numbers alone, lies in the range.</summary>
    public bool Allows((int Major, int Minor, int Patch) version) =>
        alternatives.Exists(all => all.TrueForAll(comparison => comparison.Holds(version)));

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? ReadAlternative(string text, out List<Comparison> comparisons)
    {
        comparisons = [];
        var rest = text.Trim();
        if (rest.Length == 0)
        {
            return "a comparison is missing.";
        }

        while (rest.Length > 0)
        {
            var sign = Operators.FirstOrDefault(candidate => rest.StartsWith(candidate, StringComparison.Ordinal)) ?? string.Empty;
            rest = rest[sign.Length..].TrimStart();
            var end = rest.IndexOfAny([' ', '\t', '>', '<', '=', '!']);
            var word = end < 0 ? rest : rest[..end];
            rest = rest[word.Length..].TrimStart();
            if (!TryComparison(sign, word, out var read))
            {
                return $"\"{sign}{word}\" is no comparison with a version of three numbers.";
            }

            comparisons.Add(read);
        }

        return null;
    }

    private static bool TryComparison(string sign, string word, out Comparison comparison)
    {
        comparison = default;
        var bare = word.StartsWith('v') && word.Length > 1 && char.IsAsciiDigit(word[1]) ? word[1..] : word;
        var core = bare.Split('+')[0];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var parts = (dash < 0 ? core : core[..dash]).Split('.');
        var wildcard = Array.FindIndex(parts, part => part is "x" or "X" or "*");
        if (wildcard == 0 || parts.Length > 3 || (wildcard < 0 && parts.Length < 3) || (wildcard >= 0 && dash >= 0))
        {
            return false;
        }

        var numbers = new int[3];
        for (var index = 0; index < (wildcard < 0 ? 3 : wildcard); index++)
        {
            if (!int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return false;
            }
        }

        if (wildcard >= 0 && !parts[wildcard..].All(part => part is "x" or "X" or "*"))
        {
            return false;
        }

        var low = (numbers[0], numbers[1], numbers[2]);
        var high = wildcard switch { 1 => (numbers[0] + 1, 0, 0), 2 => (numbers[0], numbers[1] + 1, 0), _ => low };
        comparison = new Comparison(sign, low, high, wildcard >= 0, dash >= 0);
        return true;
    }

    /// <summary><c>High</c> is the first version behind a wildcard; a pre-release lies just below its release.</summary>
    private readonly record struct Comparison(
        string Sign, (int Major, int Minor, int Patch) Low, (int Major, int Minor, int Patch) High, bool IsWildcard, bool IsPreRelease)
    {
        internal bool Holds((int Major, int Minor, int Patch) version)
        {
            if (IsWildcard)
            {
                var (aboveLow, belowHigh) = (version.CompareTo(Low) >= 0, version.CompareTo(High) < 0);
                return Sign switch
                {
                    ">" => !belowHigh,
                    ">=" => aboveLow,
                    "<" => !aboveLow,
                    "<=" => belowHigh,
                    "!=" or "!" => !aboveLow || !belowHigh,
                    _ => aboveLow && belowHigh,
                };
            }

            var order = version.CompareTo(Low);
            order = order == 0 && IsPreRelease ? 1 : order;
            return Sign switch
            {
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                "<=" => order <= 0,
                "!=" or "!" => order != 0,
                _ => order == 0,
            };
        }
    }
}
