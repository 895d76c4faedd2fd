using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>What one reading collects: problems, and where every key was written.</summary>
internal sealed class ReadContext(string sourceName, bool isLenient)
{
    internal bool IsLenient { get; } = isLenient;

    internal List<ProfileProblem> Problems { get; } = [];

    internal Dictionary<string, SourcePosition> Positions { get; } = new(StringComparer.Ordinal);

    internal SourcePosition PositionOf(YamlNode node) => new(sourceName, node.Line, node.Column);

    internal SourcePosition KeyPositionOf(YamlNode node) => new(sourceName, node.KeyLine, node.KeyColumn);

    /// <summary>Reports an error at a node; the value counts as absent.</summary>
    internal object? Fail(string code, string path, YamlNode node, string message)
    {
        Problems.Add(ProfileProblem.Error(code, path, PositionOf(node), message));
        return null;
    }

    /// <summary>Reports an error at the key of a node.</summary>
    internal void FailAtKey(string code, string path, YamlNode node, string message) =>
        Problems.Add(ProfileProblem.Error(code, path, KeyPositionOf(node), message));
}
