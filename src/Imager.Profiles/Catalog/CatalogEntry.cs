namespace Imager.Profiles;

/// <summary>A named profile that others can build on.</summary>
/// <remarks>
/// Description: one line for people. SourceName: what messages call its text. IsBuiltIn: shipped with this program. The
/// document
/// is parsed when it is first asked for.
/// </remarks>
public sealed class CatalogEntry(
    string name, string description, string sourceName, bool isBuiltIn, Func<ProfileDocument> read)
{
    private readonly Lazy<ProfileDocument> document = new(read);

    /// <summary>The name used on the command line and in <c>baseProfileName</c>.</summary>
    public string Name { get; } = name;

    /// <summary>One line for people; may be empty.</summary>
    public string Description { get; } = description;

    /// <summary>What messages call its text.</summary>
    public string SourceName { get; } = sourceName;

    /// <summary>Whether it is shipped with this program.</summary>
    public bool IsBuiltIn { get; } = isBuiltIn;

    /// <summary>The parsed text.</summary>
    public ProfileDocument Document => document.Value;

    /// <summary>
    /// The comment in the first line of a profile's text, without its mark; empty when there is none.
    /// </summary>
    internal static string DescriptionOf(string text)
    {
        var line = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal)));
        return line.StartsWith("#") ? line.TrimStart('#').Trim().ToString() : string.Empty;
    }
}
