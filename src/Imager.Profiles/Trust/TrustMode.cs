namespace Imager.Profiles.Trust;

/// <summary>What a rule does with an image that is not signed as it asks.</summary>
public enum TrustMode
{
    /// <summary>Refuse it.</summary>
    Enforce,

    /// <summary>Warn and use it.</summary>
    Warn,

    /// <summary>Check nothing.</summary>
    Off,
}
