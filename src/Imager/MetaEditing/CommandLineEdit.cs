using Imager.Profiles.Meta;

namespace Imager.MetaEditing;

/// <summary>Replaces the META variable on a kernel command line; everything else stays as it is.</summary>
internal static class CommandLineEdit
{
    /// <summary>The values on a line; none when it carries no META.</summary>
    internal static IReadOnlyList<MetaValue> ValuesOf(string line) =>
        InstallerMetaEncoding.FindOnCommandLine(line) is { } encoded ? InstallerMetaEncoding.Decode(encoded) : [];

    /// <summary>The line with other values: at the place of the old ones, else at the end.</summary>
    internal static string WithValues(string line, IReadOnlyList<MetaValue> values, bool allowGzip)
    {
        var argument = values.Count == 0
            ? null
            : InstallerMetaEncoding.ArgumentPrefix + InstallerMetaEncoding.Encode(values, allowGzip);
        var words = line.Split(' ').ToList();
        var old = words.FindLastIndex(word => word.StartsWith(InstallerMetaEncoding.ArgumentPrefix, StringComparison.Ordinal));
        if (old >= 0)
        {
            words.RemoveAt(old);
        }

        if (argument is not null)
        {
            words.Insert(old >= 0 ? old : words.Count, argument);
        }

        return string.Join(' ', words);
    }

    /// <summary>Old values with changes laid over them: an existing key keeps its place, a new one goes to the end.</summary>
    internal static List<MetaValue> Merge(IReadOnlyList<MetaValue> old, IReadOnlyList<(byte Key, string? Value)> changes)
    {
        var merged = old.ToList();
        foreach (var (key, value) in changes)
        {
            var place = merged.FindIndex(known => known.Key == key);
            merged.RemoveAll(known => known.Key == key);
            if (value is not null)
            {
                merged.Insert(place >= 0 ? Math.Min(place, merged.Count) : merged.Count, new MetaValue(key, value));
            }
        }

        return merged;
    }
}
