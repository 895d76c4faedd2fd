namespace Cake.Core.Diagnostics;

/// <summary>How much a person wants to read.</summary>
public enum Verbosity
{
    Quiet,
    Minimal,
    Normal,
    Verbose,
    Diagnostic,
}
