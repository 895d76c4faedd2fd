using Imager.Core;
using Imager.Profiles;

namespace Imager.Plan;

/// <summary>What a profile may say and this version cannot do yet: an error that names it, never a silent omission.</summary>
internal static class NotYetSupported
{
    internal static IReadOnlyList<string> In(ImageProfile profile) =>
    [
        .. When(profile.IsSecureBoot, "secureboot: signing of boot programs"),
        .. When(!string.IsNullOrEmpty(profile.Board), "board: the boot files of boards came with imagers up to 1.6; from target 1.7 on they are overlays (--overlay-image, --overlay-name)"),
    ];

    /// <exception cref="UnsupportedException">The plan holds something that is not built yet.</exception>
    internal static void Check(BuildPlan plan)
    {
        if (plan.NotBuiltYet.Count > 0)
        {
            throw new UnsupportedException(
                "IMG3003",
                $"{plan.FileName}: this version does not build yet: {string.Join("; ", plan.NotBuiltYet)}. The profile itself "
                + "is valid, --plan and `imager profiles show` work. Remove the setting to build without it.");
        }
    }

    private static IEnumerable<string> When(bool condition, string name) => condition ? [name] : [];
}
