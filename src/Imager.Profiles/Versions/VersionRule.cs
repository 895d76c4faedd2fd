namespace Imager.Profiles;

/// <summary>How a target version's pre-release part takes part in comparisons.</summary>
public enum VersionRule
{
    /// <summary>
    /// Pre-release and build parts are dropped first: <c>1.14.0-alpha.1</c> counts as 1.14.0 (current Talos imagers).
    /// </summary>
    ReleaseOnly = 0,

    /// <summary>The pre-release part is kept: <c>1.6.3-alpha.0</c> is below 1.6.3 (the v1.6 imager).</summary>
    KeepPreRelease = 1,
}
