namespace Imager.Profiles.CommandLine;

/// <summary>
/// A kernel command line as an ordered list of keys; repeated keys are grouped at the place of the first.
/// </summary>
/// <remarks>
/// Immutable. Tokens are parted by blanks and cut at the first <c>=</c>; there is no quoting. <c>key=</c> and
/// <c>key</c> are the same.
/// </remarks>
public sealed class KernelCommandLine
{
    private KernelCommandLine(IReadOnlyList<KernelParameter> parameters) => Parameters = parameters;

    /// <summary>No parameters.</summary>
    public static KernelCommandLine Empty { get; } = new([]);

    /// <summary>The keys in output order.</summary>
    public IReadOnlyList<KernelParameter> Parameters { get; }

    /// <summary>Reads a line; repeated keys are grouped.</summary>
    public static KernelCommandLine Parse(string text)
    {
        var line = Empty;
        foreach (var token in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = token.IndexOf('=', StringComparison.Ordinal);
            line = cut < 0 ? line.Append(token, string.Empty) : line.Append(token[..cut], token[(cut + 1)..]);
        }

        return line;
    }

    /// <summary>The values of a key; empty when it is missing.</summary>
    public IReadOnlyList<string> ValuesOf(string key) =>
        Parameters.FirstOrDefault(known => known.Key == key)?.Values ?? [];

    /// <summary>Adds a value to its key, or the key at the end.</summary>
    public KernelCommandLine Append(string key, string value) => Set(key, [.. ValuesOf(key), value]);

    /// <summary>Replaces a key's values in place, or adds the key at the end.</summary>
    public KernelCommandLine Set(string key, IReadOnlyList<string> values)
    {
        var changed = new KernelParameter(key, values);
        return Parameters.Any(known => known.Key == key)
            ? new([.. Parameters.Select(known => known.Key == key ? changed : known)])
            : new([.. Parameters, changed]);
    }

    /// <summary>Removes a key and its place.</summary>
    public KernelCommandLine Remove(string key) => new([.. Parameters.Where(known => known.Key != key)]);

    /// <summary>Removes single values of a key; the key keeps its place.</summary>
    public KernelCommandLine RemoveValues(string key, IReadOnlyCollection<string> values) =>
        Parameters.Any(known => known.Key == key)
            ? Set(key, [.. ValuesOf(key).Where(value => !values.Contains(value))])
            : this;

    /// <summary>Sets every key of some arguments, grouped, in their order.</summary>
    public KernelCommandLine SetAll(IEnumerable<string> arguments) =>
        ParseAll(arguments).Aggregate(this, (line, parameter) => line.Set(parameter.Key, parameter.Values));

    /// <summary>Appends every value of some arguments, grouped, in their order.</summary>
    public KernelCommandLine AppendAll(IEnumerable<string> arguments) =>
        ParseAll(arguments).Aggregate(this, (line, parameter) => line.AppendValues(parameter));

    /// <summary>
    /// Applies a person's arguments: <c>-key</c> and <c>-key=value</c> remove, <paramref name="overwritten"/> keys
    /// replace, all others append.
    /// </summary>
    /// <remarks>
    /// Arguments are grouped by key before they are applied, so the order is that of each key's first appearance.
    /// <c>-key</c> frees
    /// the key's place: <c>-console console=ttyS9</c> puts the console at the end.
    /// </remarks>
    public KernelCommandLine Customize(IEnumerable<string> arguments, IReadOnlySet<string> overwritten) =>
        ParseAll(arguments).Aggregate(this, (line, parameter) => parameter switch
        {
            { Key: ['-', _, ..] } => line.Negate(parameter),
            _ when overwritten.Contains(parameter.Key) => line.Set(parameter.Key, parameter.Values),
            _ => line.AppendValues(parameter),
        });

    /// <summary>The line: tokens joined by one blank, nothing before or after.</summary>
    public override string ToString() => string.Join(' ', Parameters.SelectMany(parameter => parameter.Tokens));

    private static IReadOnlyList<KernelParameter> ParseAll(IEnumerable<string> arguments) =>
        Parse(string.Join(' ', arguments)).Parameters;

    private KernelCommandLine AppendValues(KernelParameter parameter) =>
        parameter.Values.Aggregate(this, (line, value) => line.Append(parameter.Key, value));

    private KernelCommandLine Negate(KernelParameter negation)
    {
        var key = negation.Key[1..];
        return negation.Values[0].Length == 0 ? Remove(key) : RemoveValues(key, [.. negation.Values]);
    }
}
