using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network.Reading;

/// <summary>Collects the problems of one document, so that all are reported at once.</summary>
internal sealed class ProblemList(string sourceName)
{
    private readonly List<DocumentProblem> _problems = [];

    public string SourceName { get; } = sourceName;

    /// <summary>The keys that the open <see cref="MappingReader"/>s asked for: one stack, so that none allocates its own.</summary>
    /// <remarks>Readers must therefore nest: one opened inside another ends before the other asks for more.</remarks>
    public List<string> AskedKeys { get; } = [];

    public IReadOnlyList<DocumentProblem> All => _problems;

    public bool HasErrors => _problems.Exists(problem => problem.Severity == ProblemSeverity.Error);

    public void Error(YamlNode node, string reason) =>
        _problems.Add(new(ProblemSeverity.Error, SourceName, node.Path, node.Line, node.Column, reason));

    public void ErrorAtKey(YamlNode node, string reason) =>
        _problems.Add(new(ProblemSeverity.Error, SourceName, node.Path, node.KeyLine, node.KeyColumn, reason));

    public void Warning(YamlNode node, string reason) =>
        _problems.Add(new(ProblemSeverity.Warning, SourceName, node.Path, node.Line, node.Column, reason));

    public void Error(int line, int column, string reason) =>
        _problems.Add(new(ProblemSeverity.Error, SourceName, string.Empty, line, column, reason));

    public void Add(DocumentProblem problem) => _problems.Add(problem);
}
