namespace Imager.Build.Make;

/// <summary>What a call is for.</summary>
public enum MakeAction
{
    Run,
    List,
    Tree,
    DryRun,
    Explain,
    Help,
}
