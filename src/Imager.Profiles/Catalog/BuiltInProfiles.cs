namespace Imager.Profiles;

/// <summary>
/// The embedded <c>profiles/*.yaml</c>; the rule that picks a file for a target is in <c>profiles/README.md</c>.
/// </summary>
internal static class BuiltInProfiles
{
    private const string Root = "profiles/";
    private const string UntilMark = "until-";
    private const string SinceMark = "# Since:";
    private const string Suffix = ".yaml";

    /// <summary>The entries a target sees, by name.</summary>
    internal static SortedDictionary<string, CatalogEntry> Select(TargetVersion version)
    {
        var entries = new SortedDictionary<string, CatalogEntry>(StringComparer.Ordinal);
        foreach (var resource in Resources().Where(resource => IsInReach(resource, version)).OrderByDescending(Rank))
        {
            var text = Load(resource);
            if (IsOldEnough(text, version))
            {
                entries[NameOf(resource)] = ToEntry(resource, text);
            }
        }

        return entries;
    }

    /// <summary>One entry, without reading the others; null when the target has no such profile.</summary>
    internal static CatalogEntry? Find(string name, TargetVersion version)
    {
        var resource = Resources()
            .Where(candidate => NameOf(candidate) == name && IsInReach(candidate, version))
            .OrderBy(Rank)
            .FirstOrDefault();
        if (resource is null)
        {
            return null;
        }

        var text = Load(resource);
        return IsOldEnough(text, version)
            ? ToEntry(resource, text)
            : null;
    }

    /// <summary>Every name that exists for any target.</summary>
    internal static IEnumerable<string> AllNames() =>
        Resources().Select(NameOf).Distinct().Order(StringComparer.Ordinal);

    private static CatalogEntry ToEntry(string resource, string text) => new(
        NameOf(resource), CatalogEntry.DescriptionOf(text), resource, isBuiltIn: true,
        () => ProfileReader.ReadBase(text, resource));

    private static IEnumerable<string> Resources() =>
        typeof(BuiltInProfiles).Assembly.GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal));

    private static string NameOf(string resource)
    {
        var start = resource.LastIndexOf('/') + 1;
        return resource[start..^Suffix.Length];
    }

    private static (int Major, int Minor) UntilOf(string resource) =>
        resource[Root.Length..] is var rest && rest.StartsWith(UntilMark, StringComparison.Ordinal)
            ? ReadLine(rest[UntilMark.Length..rest.IndexOf('/', StringComparison.Ordinal)])
            : (int.MaxValue, 0);

    /// <summary>Orders files by how far they reach, the current ones last.</summary>
    private static int Rank(string resource) =>
        UntilOf(resource) is { Major: < int.MaxValue } until ? (until.Major * 1000) + until.Minor : int.MaxValue;

    private static bool IsInReach(string resource, TargetVersion version)
    {
        var until = UntilOf(resource);
        return until.Major == int.MaxValue || version.IsAtLeast(until.Major, until.Minor + 1) is false;
    }

    private static bool IsOldEnough(string text, TargetVersion version)
    {
        var mark = text.IndexOf(SinceMark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return true;
        }

        var start = mark + SinceMark.Length;
        var (major, minor) = ReadLine(text[start..text.IndexOf('\n', start)].Trim());
        return version.IsAtLeast(major, minor) ?? true;
    }

    private static (int Major, int Minor) ReadLine(string text)
    {
        var number = TargetVersion.Parse(text).Number
            ?? throw new InvalidOperationException($"\"{text}\" in a built-in profile is no version line");
        return (number.Major, number.Minor);
    }

    private static string Load(string resource)
    {
        using var stream = typeof(BuiltInProfiles).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"the built-in profile {resource} is missing from this program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
