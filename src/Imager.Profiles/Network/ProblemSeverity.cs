namespace Imager.Profiles.Network;

/// <summary>Whether a problem stops the build.</summary>
public enum ProblemSeverity
{
    /// <summary>The machine would refuse the document, or configure something else than it says.</summary>
    Error,

    /// <summary>The document works, but probably not as its author thinks; or a conversion left something behind.</summary>
    Warning,
}
