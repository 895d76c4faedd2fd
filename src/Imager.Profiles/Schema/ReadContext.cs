using Imager.Profiles.Yaml;

namespace Imager.Profiles.Schema;

/// <summary>What one reading collects: problems, and where every key was written.</summary>
internal sealed class ReadContext(bool isLenient)
{
    internal bool IsLenient { get; } = isLenient;

    internal List<ProfileProblem> Problems { get; } = [];

    internal Dictionary<string, SourcePosition> Positions { get; } = new(StringComparer.Ordinal);

    /// <summary>Reports an error at a node; the value counts as absent.</summary>
    internal object? Fail(string code, string path, SourceNode node, string message)
    {
        Problems.Add(ProfileProblem.Error(code, path, node.Position, message));
        return null;
    }
}
