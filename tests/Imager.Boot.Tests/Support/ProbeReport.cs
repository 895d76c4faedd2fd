namespace Imager.Boot.Tests.Support;

/// <summary>What the reference OS said; build/Recipes/README.md lists its lines.</summary>
public sealed class ProbeReport
{
    /// <summary>The prefix of every line.</summary>
    public const string Prefix = "imager-probe: ";

    private readonly List<string> lines;

    private ProbeReport(List<string> lines) => this.lines = lines;

    /// <summary>Takes the report out of a serial console; others may have written before it on the same line.</summary>
    public static ProbeReport Read(IEnumerable<string> serialLines) => new(
        [.. serialLines
            .Select(line => (Line: line, At: line.IndexOf(Prefix, StringComparison.Ordinal)))
            .Where(found => found.At >= 0)
            .Select(found => found.Line[(found.At + Prefix.Length)..].TrimEnd('\r'))]);

    /// <summary>Whether this console line is the last one of a report.</summary>
    public static bool IsEnd(string serialLine) =>
        serialLine.TrimEnd().EndsWith(Prefix + "end", StringComparison.Ordinal)
        || serialLine.Contains(Prefix + "end: refused", StringComparison.Ordinal);

    public bool IsComplete => lines is ["begin", .., "end"];

    public string Text => string.Join('\n', lines);

    /// <summary>The values of all lines called <paramref name="name"/>, in order.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. lines
            .Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal))
            .Select(line => line[(name.Length + 2)..])];

    /// <summary>The value of the only line called <paramref name="name"/>.</summary>
    public string One(string name) => Assert.Single(All(name));

    /// <summary>The <c>mount-T</c> lines without the colon form.</summary>
    public IReadOnlyList<string> Mounts => [.. lines.Where(line => line.StartsWith("mount-", StringComparison.Ordinal))];

    /// <summary>The bytes of a META value of the one source that has any; the key is hexadecimal without 0x.</summary>
    public byte[] MetaValue(string key)
    {
        var start = $"0x{key} ";
        var value = Assert.Single(All("meta-value"), line => line.StartsWith(start, StringComparison.Ordinal));
        return Convert.FromBase64String(value[start.Length..]);
    }
}
