namespace Imager.Profiles.Network;

/// <summary>One thing that is wrong with a document: where, what, and what to do.</summary>
/// <remarks>
/// <c>SourceName</c> is the file or argument the text came from; <c>Path</c> is like <c>links[2].bondMaster.mode</c>, empty for the
/// whole document; <c>Line</c> and <c>Column</c> count from 1 and are 0 where the document was not read from text.
/// </remarks>
public sealed record DocumentProblem(
    ProblemSeverity Severity, string SourceName, string Path, int Line, int Column, string Reason)
{
    /// <summary><c>network.yaml:12:7: links[2].bondMaster.mode: reason</c>, with <c>warning:</c> before the path of a warning.</summary>
    public override string ToString()
    {
        var position = Line > 0 ? $":{Line}:{Column}" : string.Empty;
        var severity = Severity == ProblemSeverity.Warning ? "warning: " : string.Empty;
        return Path.Length > 0
            ? $"{SourceName}{position}: {severity}{Path}: {Reason}"
            : $"{SourceName}{position}: {severity}{Reason}";
    }
}
