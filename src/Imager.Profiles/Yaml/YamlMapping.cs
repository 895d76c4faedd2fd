namespace Imager.Profiles.Yaml;

/// <summary>Keys and values in their order; keys are unique.</summary>
public sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries) : YamlValue
{
    /// <summary>No entries.</summary>
    public static YamlMapping Empty { get; } = new([]);

    /// <summary>
    /// Base entries overlaid by <paramref name="user"/>: nested mappings merge, everything else is replaced.
    /// </summary>
    public YamlMapping MergedWith(YamlMapping user)
    {
        var merged = Entries.ToList();
        foreach (var entry in user.Entries)
        {
            var index = merged.FindIndex(existing => existing.Key == entry.Key);
            if (index < 0)
            {
                merged.Add(entry);
                continue;
            }

            merged[index] = merged[index].Value is YamlMapping left && entry.Value is YamlMapping right
                ? new(entry.Key, left.MergedWith(right))
                : entry;
        }

        return new YamlMapping(merged);
    }
}
