namespace Imager.Profiles;

/// <summary>A place in a text; line and column count from 1.</summary>
public sealed record SourcePosition(string Source, int Line, int Column)
{
    /// <summary>The form <c>file:line:column</c>.</summary>
    public override string ToString() => $"{Source}:{Line}:{Column}";
}
