using Imager.Core;

namespace Imager.Profiles;

/// <summary>Version, architecture, platform, board and Secure Boot.</summary>
internal static class MachineChecks
{
    internal static IEnumerable<ProfileProblem> Find(ProfileDocument at, ImageProfile profile) =>
        CheckVersion(at, profile).Concat(CheckMachine(at, profile)).Concat(CheckBoard(at, profile));

    private static IEnumerable<ProfileProblem> CheckVersion(ProfileDocument at, ImageProfile profile)
    {
        var version = profile.TargetVersion;
        var (major, minor) = TargetVersion.NewestKnownLine;
        if (!version.IsKnown)
        {
            yield return ProfileProblem.Warning(
                "IMG2460", "version", at.PositionOf("version"),
                $"version \"{version}\" is not of the form {TargetVersion.Default}; it counts as the latest.");
        }
        else if (version.IsAtLeast(major, minor + 1) is true)
        {
            yield return ProfileProblem.Warning(
                "IMG2461", "version", at.PositionOf("version"),
                $"version {version} is newer than {major}.{minor}, the newest this program knows; {major}.{minor}'s "
                    + "rules apply.");
        }
        else if (version.IsAtLeast(TargetVersion.OldestKnownLine.Major, TargetVersion.OldestKnownLine.Minor) is false)
        {
            var (oldMajor, oldMinor) = TargetVersion.OldestKnownLine;
            yield return ProfileProblem.Warning(
                "IMG2745", "version", at.PositionOf("version"),
                $"version {version} is older than {oldMajor}.{oldMinor}, the oldest this program knows; "
                    + $"the rules of {oldMajor}.{oldMinor} apply.");
        }

        if (profile.IsSecureBoot && !profile.Gates.UkiSupport)
        {
            yield return ProfileProblem.Error(
                "IMG2427", "secureboot", at.PositionOf("secureboot"),
                $"secureboot is not supported for Talos version \"{version}\": it came in 1.5.0. Use a newer version.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckMachine(ProfileDocument at, ImageProfile profile)
    {
        if (profile.Arch is null)
        {
            yield return ProfileProblem.Error(
                "IMG2420", "arch", at.PositionOf("arch"), "invalid arch \"\": write \"arch: amd64\" or \"arch: "
                    + "arm64\", or give --arch.");
        }

        if (string.IsNullOrEmpty(profile.Platform))
        {
            yield return ProfileProblem.Error(
                "IMG2421", "platform", at.PositionOf("platform"),
                "platform is required: write, for example, \"platform: metal\", or build on a profile with "
                    + "baseProfileName.");
        }
        else if (!Platforms.TryGetCanonicalName(profile.Platform, out var canonicalName))
        {
            yield return ProfileProblem.Error(
                "IMG2422", "platform", at.PositionOf("platform"),
                $"unknown platform: \"{profile.Platform}\".{NearestMatch.Hint(profile.Platform, Platforms.Names)} "
                + $"Known: {string.Join(", ", Platforms.Names)}.");
        }
        else if (!Platforms.IsKnownTo(profile.Gates, canonicalName))
        {
            yield return ProfileProblem.Error(
                "IMG2423", "platform", at.PositionOf("platform"),
                $"unknown platform: \"{profile.Platform}\" came after 1.6, and a {profile.Version} system would not "
                    + "start on it. Use version 1.7.0 or newer.");
        }
    }

    private static IEnumerable<ProfileProblem> CheckBoard(ProfileDocument at, ImageProfile profile)
    {
        if (string.IsNullOrEmpty(profile.Board))
        {
            yield break;
        }

        var position = at.PositionOf("board");
        if (!profile.Gates.IsVersion16OrOlder)
        {
            yield return ProfileProblem.Error(
                "IMG2426", "board", position,
                $"board \"{profile.Board}\" is for targets up to 1.6; version is {profile.Version}. "
                + "From 1.7 on use overlay.name and overlay.image (--overlay-name, --overlay-image).");
        }
        else if (Boards.Find(profile.Board) is null)
        {
            yield return ProfileProblem.Error(
                "IMG2424", "board", position,
                $"unsupported board: \"{profile.Board}\".{NearestMatch.Hint(profile.Board, Boards.Names)} "
                + $"Known: {string.Join(", ", Boards.Names)}.");
        }

        if (profile.Gates.IsVersion16OrOlder && (profile.Arch != Architecture.Arm64 || profile.Platform != "metal"))
        {
            yield return ProfileProblem.Error(
                "IMG2425", "board", position,
                $"board is only supported for metal arm64, this is {profile.Platform} {profile.Arch}. "
                + "Give --arch arm64 and platform metal, or remove the board.");
        }
    }
}
