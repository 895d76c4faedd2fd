namespace Cake.Core.Diagnostics;

/// <summary>How much a line matters.</summary>
public enum LogLevel
{
    Fatal,
    Error,
    Warning,
    Information,
    Verbose,
    Debug,
}
