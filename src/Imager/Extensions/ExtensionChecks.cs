namespace Imager.Extensions;

/// <summary>What a build does with what the rules find.</summary>
public enum ExtensionChecks
{
    /// <summary>Errors stop it, warnings are shown.</summary>
    Enforce,

    /// <summary>Everything is shown as a warning.</summary>
    Warn,

    /// <summary>No rule is applied; what cannot be packed at all still stops it.</summary>
    Off,
}
