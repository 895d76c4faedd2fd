namespace Imager.Core;

/// <summary>Finds what a person probably meant.</summary>
public static class NearestMatch
{
    /// <summary>The candidate closest to <paramref name="text"/>, or null when none is close enough to be worth naming.</summary>
    /// <remarks>Optimal string alignment distance, case ignored; at most a third of the length plus one may differ.</remarks>
    public static string? Find(string text, IEnumerable<string> candidates)
    {
        var limit = (text.Length / 3) + 1;
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(text, candidate)))
            .Where(match => match.Distance <= limit)
            .OrderBy(match => match.Distance)
            .ThenBy(match => match.Candidate, StringComparer.Ordinal)
            .Select(match => match.Candidate)
            .FirstOrDefault();
    }

    /// <summary>A ready sentence, <c> Did you mean "x"?</c> with its leading space, or an empty string.</summary>
    public static string Hint(string text, IEnumerable<string> candidates) =>
        Find(text, candidates) is { } match ? $" Did you mean \"{match}\"?" : string.Empty;

    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
