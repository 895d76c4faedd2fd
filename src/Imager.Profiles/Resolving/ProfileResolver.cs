using Imager.Core;

namespace Imager.Profiles;

/// <summary>Turns a document into an effective profile: base profiles, flags, defaults, validation.</summary>
public sealed class ProfileResolver(ProfileCatalog catalog)
{
    /// <summary>Resolves a document; every problem of every step is in the result.</summary>
    public ResolvedProfile Resolve(ProfileDocument document, ResolveOptions options)
    {
        var problems = new List<ProfileProblem>(document.Problems);
        var rules = options.IsLenient ? MergeRules.Peer : MergeRules.Explicit;
        var version = FindVersion(document, options);
        var chain = FollowBases(document, version, problems);
        var merged = chain
            .Select(link => link.Profile)
            .Aggregate((lower, upper) => ProfileMerge.Merge(lower, upper, rules));
        var asked = Complete(options.Overrides.ApplyTo(merged, rules), version, options);
        var effective = ProfileDefaults.Fill(asked, options.PresentFiles);
        if (!problems.Any(IsFatal))
        {
            var reported = problems.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
            problems.AddRange(ProfileValidator.Validate(WithAllPositions(chain, asked), effective)
                .Select(options.Overrides.NameFlag)
                .Concat(options.Overrides.FindUnused(effective))
                .Where(problem => !reported.Contains(problem.Path))
                .Select(problem => options.IsLenient ? problem.JudgedLeniently() : problem));
        }

        return new ResolvedProfile(effective, asked, problems);
    }

    /// <summary>Resolves a document and refuses it when anything is wrong.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; the message names everything.</exception>
    public ResolvedProfile ResolveOrThrow(ProfileDocument document, ResolveOptions options)
    {
        var resolved = Resolve(document, options);
        ProfileProblem.ThrowIfAnyError(resolved.Problems);
        return resolved;
    }

    private static ImageProfile Complete(ImageProfile merged, TargetVersion version, ResolveOptions options)
    {
        var hasUnknownKeyBoard = options.IsLenient && !new VersionGates(version).IsVersion16OrOlder;
        return merged with
        {
            BaseProfileName = null,
            Arch = merged.Arch ?? options.DefaultArch,
            Board = hasUnknownKeyBoard ? null : merged.Board,
            Version = version.Text,
        };
    }

    private static bool IsFatal(ProfileProblem problem) =>
        problem.Severity == ProblemSeverity.Error && problem.Path is "" or "baseProfileName";

    /// <summary>Upper documents hide the positions of lower ones; items of joined lists are left out.</summary>
    private static ProfileDocument WithAllPositions(List<ProfileDocument> chain, ImageProfile asked)
    {
        var isJoined = chain.Count(link => link.Profile.Customization?.MetaContents is { Count: > 0 }) > 1;
        var positions = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach (var link in chain)
        {
            foreach (var (path, position) in link.Positions)
            {
                if (!isJoined || !path.Contains('[', StringComparison.Ordinal))
                {
                    positions[path] = position;
                }
            }
        }

        return new ProfileDocument(asked, positions, []);
    }

    private TargetVersion FindVersion(ProfileDocument document, ResolveOptions options)
    {
        if (options.Overrides.TargetVersion is { Length: > 0 } flag)
        {
            return TargetVersion.Parse(flag);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var profile = document.Profile; ;)
        {
            if (!string.IsNullOrEmpty(profile.Version))
            {
                return profile.TargetVersion;
            }

            var name = profile.BaseProfileName;
            if (string.IsNullOrEmpty(name)
                || !seen.Add(name)
                || catalog.Find(name, TargetVersion.Default) is not { } next)
            {
                return TargetVersion.Default;
            }

            profile = next.Document.Profile;
        }
    }

    private List<ProfileDocument> FollowBases(
        ProfileDocument document, TargetVersion version, List<ProfileProblem> problems)
    {
        var chain = new List<ProfileDocument> { document };
        var path = new List<string>();
        while (chain[0].Profile.BaseProfileName is { Length: > 0 } name)
        {
            var position = chain[0].PositionOf("baseProfileName");
            if (path.Contains(name))
            {
                problems.Add(ProfileProblem.Error(
                    "IMG2441", "baseProfileName", position,
                    $"base profiles form a circle: {string.Join(" -> ", path.Append(name))}. "
                    + "Remove one baseProfileName."));
                break;
            }

            path.Add(name);
            if (catalog.Find(name, version) is not { } entry)
            {
                problems.Add(ProfileProblem.Error(
                    "IMG2463", "baseProfileName", position, catalog.ExplainMissing(name, version)));
                break;
            }

            problems.AddRange(entry.Document.Problems);
            chain.Insert(0, entry.Document);
        }

        return chain;
    }
}
