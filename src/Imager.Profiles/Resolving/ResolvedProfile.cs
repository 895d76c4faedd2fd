namespace Imager.Profiles;

/// <summary>An effective profile and what is wrong with it.</summary>
/// <remarks>
/// Merged: before defaults. Profile: with every default. Problems: errors and warnings; with errors it must not be
/// built.
/// </remarks>
public sealed record ResolvedProfile(ImageProfile Profile, ImageProfile Merged, IReadOnlyList<ProfileProblem> Problems)
{
    /// <summary>Whether the profile can be built.</summary>
    public bool IsValid => Problems.All(problem => problem.Severity != ProblemSeverity.Error);

    /// <summary>The warnings.</summary>
    public IEnumerable<ProfileProblem> Warnings =>
        Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);
}
