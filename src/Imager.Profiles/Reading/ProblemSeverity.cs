namespace Imager.Profiles;

/// <summary>Whether a problem stops the build.</summary>
public enum ProblemSeverity
{
    /// <summary>The build cannot go on.</summary>
    Error = 0,

    /// <summary>The build goes on; the person should know.</summary>
    Warning = 1,
}
