namespace Imager.Profiles.Meta;

/// <summary>A <c>--meta</c> argument before its file, if it names one, has been read.</summary>
/// <remarks>Exactly one of <c>Value</c> (literal text) and <c>FilePath</c> (from <c>KEY=@FILE</c>) is set.</remarks>
public sealed record MetaArgument(byte Key, string? Value, string? FilePath)
{
    /// <summary>Turns the argument into a value; <paramref name="readText"/> is called with the path when there is one.</summary>
    /// <remarks>
    /// The file's text is taken as it is, its last line break included. The shell's <c>"0xa=$(cat FILE)"</c> drops that
    /// line break, so the two spellings store texts that differ by it.
    /// </remarks>
    public MetaValue Resolve(Func<string, string> readText)
    {
        ArgumentNullException.ThrowIfNull(readText);
        return new MetaValue(Key, FilePath is { } path ? readText(path) : Value ?? string.Empty);
    }
}
