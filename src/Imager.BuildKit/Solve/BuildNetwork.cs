namespace Imager.BuildKit;

/// <summary>The network of RUN steps that do not choose one themselves.</summary>
public enum BuildNetwork
{
    /// <summary>The engine's own choice; a private engine has only the host's network.</summary>
    Default,

    /// <summary>The host's.</summary>
    Host,

    /// <summary>None at all.</summary>
    None,
}
