namespace Imager.Build.Make;

/// <summary>Where a value came from; a later member beats an earlier one, as in make.</summary>
public enum VariableOrigin
{
    Default,
    Environment,
    CommandLine,
}
