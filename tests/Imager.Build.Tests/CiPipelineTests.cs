using System.Text.RegularExpressions;
using Imager.Build.Make;
using YamlDotNet.RepresentationModel;

namespace Imager.Build.Tests;

/// <summary>The pipelines in docs/ci/ are YAML and call targets and variables that exist.</summary>
public partial class CiPipelineTests
{
    private static readonly string Folder = Path.Combine(BuildPaths.Find(_ => null).Root, "docs", "ci");

    private static readonly TaskCatalog Catalog = TaskCatalog.FromAssemblies([typeof(BuildContext).Assembly]);

    public static TheoryData<string> Pipelines { get; } = ["github-actions.yml", "gitlab-ci.yml"];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Pipeline_is_one_yaml_document_with_a_map_of_jobs(string name)
    {
        var yaml = new YamlStream();

        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, name))));

        var root = Assert.IsType<YamlMappingNode>(Assert.Single(yaml.Documents).RootNode);
        var jobs = root.Children.TryGetValue("jobs", out var map) ? (YamlMappingNode)map : root;
        Assert.Contains("release", jobs.Children.Keys.Select(key => ((YamlScalarNode)key).Value));
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Pipeline_calls_targets_and_sets_variables_that_exist(string name)
    {
        var text = Folded().Replace(File.ReadAllText(Path.Combine(Folder, name)), " ");
        var words = Calls().Matches(text).SelectMany(call => call.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var variables = words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')[0]);
        var targets = words.Where(word => !word.Contains('=', StringComparison.Ordinal)).ToList();

        Assert.Contains("release-artifacts", targets);
        Assert.Contains("push", targets);
        Assert.Contains("reproducibility-test", targets);
        Assert.All(targets, target => Assert.NotNull(Catalog.Find(target)));
        Assert.Empty(variables.Except(BuildVariables.All.Select(variable => variable.Name)));
    }

    /// <summary>Lines that a folded scalar (<c>>-</c>) joins.</summary>
    [GeneratedRegex(@"\n +(?=[A-Z_]+=|PLATFORM)")]
    private static partial Regex Folded();

    [GeneratedRegex(@"\./build\.sh(?<words>[^\n]*)")]
    private static partial Regex Calls();
}
