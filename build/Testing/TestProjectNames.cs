using Imager.Build.Make;

namespace Imager.Build.Testing;

/// <summary>What may follow <c>test-</c>.</summary>
public sealed class TestProjectNames : IStemSource
{
    public IReadOnlyList<string> Stems =>
        [.. TestProject.Find(BuildPaths.Find(Environment.GetEnvironmentVariable)).Select(project => project.ShortName)];
}
