using System.Text;

namespace Imager.BuildKit.Progress;

/// <summary>
/// Makes lines of output that arrives cut anywhere, even inside a character; a lone CR starts the line over.
/// </summary>
internal sealed class LineSplitter
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    public IReadOnlyList<string> Add(ReadOnlySpan<byte> bytes)
    {
        var chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var text = chars.AsSpan(0, _decoder.GetChars(bytes, chars, flush: false));
        var lines = new List<string>();
        for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n'))
        {
            _line.Append(text[..end]);
            lines.Add(Take());
            text = text[(end + 1)..];
        }

        _line.Append(text);
        return lines;
    }

    /// <summary>What has come since the last line end, or null.</summary>
    public string? Rest() => _line.Length == 0 ? null : Take();

    private string Take()
    {
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        return line[(line.LastIndexOf('\r') + 1)..];
    }
}
