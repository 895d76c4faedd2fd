using System.Text;

namespace Imager.BuildKit.Files;

/// <summary>
/// One pattern of a .dockerignore: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>**</c> and <c>\x</c>, against a slash path.
/// </summary>
/// <remarks>
/// Rules of Docker's pattern matcher: <c>**/</c> stands for any number of directories, a closing <c>**</c> for
/// anything;
/// a pattern starting with <c>!</c> takes back what earlier ones matched. Written without Regex: it costs start-up
/// time.
/// </remarks>
internal sealed class GlobPattern
{
    private readonly List<Token> _tokens;

    private GlobPattern(string text, bool isException, List<Token> tokens)
    {
        Text = text;
        IsException = isException;
        _tokens = tokens;
    }

    private enum TokenKind
    {
        Literal,
        AnyOne,
        AnyInSegment,
        AnyFolders,
        Anything,
        Class,
    }

    /// <summary>The cleaned pattern, without <c>!</c> and leading slash.</summary>
    public string Text { get; }

    /// <summary>Whether it started with <c>!</c>.</summary>
    public bool IsException { get; }

    /// <summary>The part before the first special character: whatever matches starts with it.</summary>
    public string LiteralPrefix
    {
        get
        {
            var special = Text.AsSpan().IndexOfAny("*?[\\");
            return special < 0 ? Text : Text[..special];
        }
    }

    /// <summary>Null for an empty pattern or a comment-like rest; such lines mean nothing.</summary>
    public static GlobPattern? Parse(string line)
    {
        var text = line.Trim();
        var isException = text.StartsWith('!');
        if (isException)
        {
            text = text[1..].Trim();
        }

        text = Clean(text);
        return text.Length == 0 || text == "." ? null : new(text, isException, Tokenize(text));
    }

    /// <summary>Go's path.Clean without a leading slash.</summary>
    public static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part == ".." && path.StartsWith('/'))
            {
                // nothing is above the root
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    public bool Matches(ReadOnlySpan<char> path) => Match(0, path);

    private bool Match(int index, ReadOnlySpan<char> path)
    {
        for (; index < _tokens.Count; index++)
        {
            var token = _tokens[index];
            switch (token.Kind)
            {
                case TokenKind.Literal when path.StartsWith(token.Text, StringComparison.Ordinal):
                    path = path[token.Text.Length..];
                    break;
                case TokenKind.AnyOne when path.Length > 0 && path[0] != '/':
                    path = path[(path.Length > 1 && char.IsSurrogatePair(path[0], path[1]) ? 2 : 1)..];
                    break;
                case TokenKind.Class when path.Length > 0 && token.Accepts(path[0]):
                    path = path[1..];
                    break;
                case TokenKind.AnyInSegment:
                    var slash = path.IndexOf('/');
                    return MatchAfterSome(index + 1, path, slash < 0 ? path.Length : slash);
                case TokenKind.Anything:
                    return index == _tokens.Count - 1 || MatchAfterSome(index + 1, path, path.Length);
                case TokenKind.AnyFolders:
                    return MatchAfterFolders(index + 1, path);
                default:
                    return false;
            }
        }

        return path.IsEmpty;
    }

    private bool MatchAfterSome(int index, ReadOnlySpan<char> path, int limit)
    {
        for (var skipped = 0; skipped <= limit; skipped++)
        {
            if (Match(index, path[skipped..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchAfterFolders(int index, ReadOnlySpan<char> path)
    {
        while (!Match(index, path))
        {
            var slash = path.IndexOf('/');
            if (slash < 0)
            {
                return false;
            }

            path = path[(slash + 1)..];
        }

        return true;
    }

    private static List<Token> Tokenize(string text)
    {
        var tokens = new List<Token>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '*' when i + 1 < text.Length && text[i + 1] == '*':
                    i++;
                    var atStart = i == 1;
                    var slash = i + 1 < text.Length && text[i + 1] == '/';
                    i += slash ? 1 : 0;
                    Special(i == text.Length - 1 || (atStart && !slash) ? TokenKind.Anything : TokenKind.AnyFolders);
                    break;
                case '*':
                    Special(TokenKind.AnyInSegment);
                    break;
                case '?':
                    Special(TokenKind.AnyOne);
                    break;
                case '[' when text.IndexOf(']', i + 1) is var end && end > i + 1:
                    Special(TokenKind.Class, text[(i + 1)..end]);
                    i = end;
                    break;
                case '\\' when i + 1 < text.Length:
                    literal.Append(text[++i]);
                    break;
                default:
                    literal.Append(text[i]);
                    break;
            }
        }

        Flush();
        return tokens;

        void Special(TokenKind kind, string body = "")
        {
            Flush();
            tokens.Add(new(kind, body));
        }

        void Flush()
        {
            if (literal.Length > 0)
            {
                tokens.Add(new(TokenKind.Literal, literal.ToString()));
                literal.Clear();
            }
        }
    }

    private readonly record struct Token(TokenKind Kind, string Text)
    {
        public bool Accepts(char candidate)
        {
            var negated = Text[0] == '^';
            for (var i = negated ? 1 : 0; i < Text.Length; i++)
            {
                var isRange = i + 2 < Text.Length && Text[i + 1] == '-';
                var (low, high) = (Text[i], isRange ? Text[i + 2] : Text[i]);
                if (candidate >= low && candidate <= high)
                {
                    return !negated;
                }

                i += isRange ? 2 : 0;
            }

            return negated;
        }
    }
}
