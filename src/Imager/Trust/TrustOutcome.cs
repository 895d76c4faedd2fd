namespace Imager.Trust;

/// <summary>How a signature check ended.</summary>
public enum TrustOutcome
{
    /// <summary>Signed by somebody the policy names.</summary>
    Verified,

    /// <summary>No rule of the policy is about this image.</summary>
    NotCovered,

    /// <summary>The rule switches the check off.</summary>
    Off,

    /// <summary>Not signed as the rule asks, and the rule only warns.</summary>
    Tolerated,

    /// <summary>Not signed as the rule asks.</summary>
    Refused,
}
