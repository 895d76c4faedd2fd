namespace Imager.Profiles;

/// <summary>A profile as it was read, with the place of every key and the problems found while reading.</summary>
/// <remarks>
/// Positions are keyed by path, for example <c>output.imageOptions.diskSize</c> or <c>input.systemExtensions[0]</c>.
/// </remarks>
public sealed record ProfileDocument(
    ImageProfile Profile,
    IReadOnlyDictionary<string, SourcePosition> Positions,
    IReadOnlyList<ProfileProblem> Problems)
{
    private static readonly Dictionary<string, SourcePosition> NoPositions = [];

    /// <summary>A profile that no text stands behind, for example made from flags.</summary>
    public static ProfileDocument FromRecord(ImageProfile profile) => new(profile, NoPositions, []);

    /// <summary>The document that only names a profile.</summary>
    public static ProfileDocument FromName(string profileName) =>
        FromRecord(new ImageProfile { BaseProfileName = profileName });

    /// <summary>Where a key was written; the nearest enclosing key when it was not.</summary>
    public SourcePosition? PositionOf(string path)
    {
        for (var current = path; current.Length > 0;)
        {
            if (Positions.TryGetValue(current, out var position))
            {
                return position;
            }

            var cut = current.AsSpan().LastIndexOfAny('.', '[');
            current = cut < 0 ? string.Empty : current[..cut];
        }

        return null;
    }
}
