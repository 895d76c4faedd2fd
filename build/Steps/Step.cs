namespace Imager.Build.Steps;

/// <summary>Something that makes files from other files and values, and need not be done twice.</summary>
public sealed record Step
{
    /// <summary>Shown to people and used as the name of the stamp, for example <c>kernel amd64</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Files and folders that are read; a folder stands for all files in it.</summary>
    public IReadOnlyList<string> InputFiles { get; init; } = [];

    /// <summary>Folders of so many files that sizes and times have to stand for contents, as in git's index; version control's own folder is not read.</summary>
    public IReadOnlyList<string> LargeFolders { get; init; } = [];

    /// <summary>Everything else that decides the outputs: variables, versions.</summary>
    public IReadOnlyDictionary<string, string> InputValues { get; init; } = new Dictionary<string, string>();

    /// <summary>Files or folders that exist afterwards; absolute paths, no two with one file name.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Does the work: leaves every output, by its file name, in the given folder.</summary>
    public required Func<StagingFolder, CancellationToken, Task> MakeAsync { get; init; }
}
