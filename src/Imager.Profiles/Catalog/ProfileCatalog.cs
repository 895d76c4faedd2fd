using Imager.Core;

namespace Imager.Profiles;

/// <summary>
/// The profiles that can be named: built-in ones, and those added from a directory or an overlay, which come first.
/// </summary>
public sealed class ProfileCatalog
{
    private readonly IReadOnlyDictionary<string, CatalogEntry> added;

    private ProfileCatalog(IReadOnlyDictionary<string, CatalogEntry> added) => this.added = added;

    /// <summary>The built-in profiles alone.</summary>
    public static ProfileCatalog BuiltIn { get; } = new(new Dictionary<string, CatalogEntry>());

    /// <summary>Adds a person's own profiles (a directory of documents); they hide equally named ones.</summary>
    /// <remarks>Key: the name, usually the file's stem. Value: source name for messages, and text.</remarks>
    public ProfileCatalog WithDocuments(
        IEnumerable<KeyValuePair<string, (string SourceName, string Text)>> documents, bool isLenient = false) =>
        With(documents, (text, source) => ProfileReader.Read(text, source, isLenient));

    /// <summary>
    /// Adds an overlay's profiles; they hide equally named ones, and their disk sizes are base sizes like the built-in
    /// ones.
    /// </summary>
    public ProfileCatalog WithOverlayProfiles(
        IEnumerable<KeyValuePair<string, (string SourceName, string Text)>> documents) =>
        With(documents, ProfileReader.ReadBase);

    /// <summary>The profiles a target sees, sorted by name.</summary>
    public IReadOnlyList<CatalogEntry> List(TargetVersion version)
    {
        var entries = BuiltInProfiles.Select(version);
        foreach (var (name, entry) in added)
        {
            entries[name] = entry;
        }

        return [.. entries.Values];
    }

    /// <summary>The profile with a name, or null when the target has none.</summary>
    public CatalogEntry? Find(string name, TargetVersion version) =>
        added.TryGetValue(name, out var entry) ? entry : BuiltInProfiles.Find(name, version);

    /// <summary>The profile with a name.</summary>
    /// <exception cref="InvalidInputException">No such profile; the message names the nearest one, or the targets that
    /// have it.</exception>
    public CatalogEntry Get(string name, TargetVersion version) =>
        Find(name, version) ?? throw new InvalidInputException("IMG2440", ExplainMissing(name, version));

    internal string ExplainMissing(string name, TargetVersion version)
    {
        if (BuiltInProfiles.AllNames().Contains(name))
        {
            return Find(name, TargetVersion.Default) is null
                ? $"the base profile \"{name}\" does not exist for target {version}: boards were replaced by "
                    + "overlays in 1.7. "
                    + "Use --target-version 1.6.x, or --overlay-name and --overlay-image with the profile metal."
                : $"the base profile \"{name}\" does not exist for target {version}: it came after 1.6. Use a "
                    + "target from 1.7 on.";
        }

        return $"unknown base profile \"{name}\".{NearestMatch.Hint(name, List(version).Select(entry => entry.Name))} "
            + "See: imager profiles list.";
    }

    private ProfileCatalog With(
        IEnumerable<KeyValuePair<string, (string SourceName, string Text)>> documents,
        Func<string, string, ProfileDocument> read)
    {
        var merged = added.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, (source, text)) in documents)
        {
            merged[name] = new CatalogEntry(
                name, CatalogEntry.DescriptionOf(text), source, isBuiltIn: false, () => read(text, source));
        }

        return new ProfileCatalog(merged);
    }
}
