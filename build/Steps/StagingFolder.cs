namespace Imager.Build.Steps;

/// <summary>Where a step leaves its outputs before they are moved to their final place.</summary>
public sealed record StagingFolder(string Path)
{
    /// <summary>Where the output that will end at <paramref name="finalPath"/> has to be written.</summary>
    public string For(string finalPath) => System.IO.Path.Combine(Path, System.IO.Path.GetFileName(finalPath));
}
