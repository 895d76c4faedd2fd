namespace Imager.Profiles;

/// <summary>
/// Finds everything that would make a build fail or ignore what was asked for, before any work begins.
/// </summary>
/// <remarks>
/// The rules are those of the Talos imager, v1.6's for targets up to 1.6 and the current ones above, and those that it
/// raises only during or after the build. Two records are needed: what was asked for (merged) and what came out of the
/// defaults (effective).
/// </remarks>
public static class ProfileValidator
{
    /// <summary>All problems, errors and warnings.</summary>
    /// <remarks>
    /// <paramref name="asked"/> gives the positions for messages; its profile is the merged one, before defaults.
    /// </remarks>
    public static IReadOnlyList<ProfileProblem> Validate(ProfileDocument asked, ImageProfile effective)
    {
        var problems = new List<ProfileProblem>();
        problems.AddRange(MachineChecks.Find(asked, effective));
        problems.AddRange(OutputChecks.Find(asked, effective));
        problems.AddRange(CustomizationChecks.Find(asked, effective));
        if (effective is { IsSecureBoot: true, Input.SecureBoot: { } assets })
        {
            problems.AddRange(SecureBootChecks.Find(assets, asked));
        }

        return problems;
    }
}
