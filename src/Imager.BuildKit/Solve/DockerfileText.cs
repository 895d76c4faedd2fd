using System.Globalization;
using System.Text;

namespace Imager.BuildKit.Solve;

/// <summary>An instruction of a Dockerfile with its lines, counted from 1.</summary>
internal sealed record DockerfileInstruction(string Text, int FirstLine, int LastLine, int Stage, string StageName);

/// <summary>Finds the lines of a failed step by its name, for engines (before 23.0) that do not tell them.</summary>
internal sealed class DockerfileText
{
    private const int MaxShownLines = 15;
    private const string ParseErrorMarker = "parse error line ";

    private readonly string[] _lines;
    private readonly List<DockerfileInstruction> _instructions = [];

    public DockerfileText(string content)
    {
        _lines = content.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        Scan();
    }

    /// <summary>
    /// Lines ready to show for a step such as <c>[build 2/5] RUN make</c>; none when it cannot be found.
    /// </summary>
    public IReadOnlyList<string> LinesOf(string stepName)
    {
        var end = stepName.IndexOf("] ", StringComparison.Ordinal);
        if (!stepName.StartsWith('[') || end < 0)
        {
            return [];
        }

        var words = stepName[1..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var stage = words.Length > 1 ? words[^2] : null;
        var text = Squeeze(stepName[(end + 2)..]);
        var found = _instructions.Where(instruction => Squeeze(instruction.Text) == text).ToList();
        var inStage = found.Where(instruction =>
            stage is null || stage == instruction.StageName || stage == $"stage-{instruction.Stage}").ToList();
        return (inStage.Count > 0 ? inStage : found) is [var match, ..] ? Show(match.FirstLine, match.LastLine) : [];
    }

    /// <summary>The line that a parse error names by its number; none for other errors.</summary>
    public IReadOnlyList<string> LinesOfParseError(string message)
    {
        var start = message.IndexOf(ParseErrorMarker, StringComparison.Ordinal);
        if (start < 0)
        {
            return [];
        }

        var digits = message[(start + ParseErrorMarker.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? Show(line, line)
            : [];
    }

    /// <summary>Number and text of some lines.</summary>
    public IReadOnlyList<string> Show(int first, int last) =>
        [.. Enumerable.Range(first, Math.Max(last - first + 1, 1))
            .Where(number => number >= 1 && number <= _lines.Length)
            .Take(MaxShownLines)
            .Select(number => $"{number,4} | {_lines[number - 1]}")];

    private void Scan()
    {
        var (stage, stageName) = (-1, string.Empty);
        for (var i = 0; i < _lines.Length; i++)
        {
            if (IsIgnored(_lines[i]))
            {
                continue;
            }

            var first = i;
            var text = new StringBuilder();
            while (Continues(_lines[i], out var part) && i + 1 < _lines.Length)
            {
                text.Append(part);
                do
                {
                    i++;
                }
                while (i + 1 < _lines.Length && IsIgnored(_lines[i]));
            }

            text.Append(_lines[i]);
            var instruction = text.ToString().Trim();
            var words = instruction.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Equals("FROM", StringComparison.OrdinalIgnoreCase))
            {
                stage++;
                var alias = Array.FindIndex(words, word => word.Equals("AS", StringComparison.OrdinalIgnoreCase));
                stageName = alias > 0 && alias + 1 < words.Length ? words[alias + 1] : string.Empty;
            }

            _instructions.Add(new(instruction, first + 1, i + 1, stage, stageName));
        }
    }

    private static bool IsIgnored(string line) => line.AsSpan().Trim() is var text && (text.IsEmpty || text[0] == '#');

    private static bool Continues(string line, out string part)
    {
        var trimmed = line.TrimEnd();
        part = trimmed.EndsWith('\\') ? trimmed[..^1] : line;
        return part.Length != line.Length;
    }

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
