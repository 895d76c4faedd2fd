using System.Diagnostics;
using Cake.Core.Diagnostics;
using Imager.Build.Processes;

namespace Imager.Build.Testing;

/// <summary>Compiles test projects once and runs them, several at a time where they allow it.</summary>
public sealed class TestRun(BuildContext context, IReadOnlyDictionary<string, string> environment, string filter)
{
    /// <summary>Ends when there is a buildkitd, or none can be had.</summary>
    public Task Buildkitd { get; init; } = Task.CompletedTask;

    /// <summary>Runs the projects; a run that crashed or was refused counts as one failed test more.</summary>
    public async Task<TestCounts> RunAsync(IReadOnlyList<TestProject> projects, CancellationToken cancellationToken)
    {
        var toCompile = projects.Count == 1 ? projects[0].ProjectFile : context.Paths.Solution;
        await context.Dotnet.CompileAsync("build", [toCompile], cancellationToken);
        if (Directory.Exists(context.Paths.TestResults))
        {
            Directory.Delete(context.Paths.TestResults, recursive: true);
        }

        var counts = new TestCounts[projects.Count];
        var indexed = projects.Select((project, index) => (project, index)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Jobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(indexed.Where(item => !item.project.IsAlone).OrderBy(item => item.project.NeedsBuildkitd), options, RunOneAsync);
        foreach (var item in indexed.Where(item => item.project.IsAlone))
        {
            await RunOneAsync(item, cancellationToken);
        }

        return counts.Aggregate(TestCounts.None, TestCounts.Add);

        async ValueTask RunOneAsync((TestProject Project, int Index) item, CancellationToken token)
        {
            await (item.Project.NeedsBuildkitd ? Buildkitd.WaitAsync(token) : Task.CompletedTask);
            counts[item.Index] = await RunProjectAsync(item.Project, token);
        }
    }

    private async Task<TestCounts> RunProjectAsync(TestProject project, CancellationToken cancellationToken)
    {
        var results = Path.Combine(context.Paths.TestResults, project.Name + ".trx");
        var call = context.Dotnet.Call(
        [
            "test", project.Assembly(context.Paths), "--nologo",
            "--logger", "console;verbosity=minimal",
            "--logger", $"trx;LogFileName={results}",
            .. filter.Length == 0 ? Array.Empty<string>() : ["--filter", filter],
        ]);
        var clock = Stopwatch.StartNew();
        var exitCode = await ToolProcess.RunAsync(
            call with { Environment = WithOwnSettings(call.Environment) },
            line => Forward(project, line),
            cancellationToken);
        var counts = TrxFile.Read(results);
        if (exitCode != 0 && counts.Failed == 0)
        {
            context.Log.Error($"{project.Name}: the test process ended with exit code {exitCode} though no test failed.");
            counts = counts with { Failed = 1 };
        }

        if (counts.Total > 0)
        {
            context.Log.Information($"{project.Name}: {counts} ({clock.Elapsed.TotalSeconds:0.0} s)");
        }

        return counts;
    }

    private Dictionary<string, string> WithOwnSettings(IReadOnlyDictionary<string, string> inherited) => new(inherited.Concat(environment))
    {
        ["IMAGER_ROOT"] = context.Paths.Root,
        [BuildVariables.RequireOracles.Name] = context.Variables[BuildVariables.RequireOracles],
    };

    /// <summary>Failed tests and what tests write go to people; the runner's own chatter does not.</summary>
    private void Forward(TestProject project, string line)
    {
        var isChatter = string.IsNullOrWhiteSpace(line)
            || line.StartsWith("Passed!", StringComparison.Ordinal)
            || line.StartsWith("Results File:", StringComparison.Ordinal)
            || line.StartsWith("Starting test execution", StringComparison.Ordinal)
            || line.StartsWith("A total of ", StringComparison.Ordinal)
            || line.StartsWith("Additionally, path to test adapters", StringComparison.Ordinal)
            || line.StartsWith("No test matches", StringComparison.Ordinal)
            || line.StartsWith("No test is available", StringComparison.Ordinal)
            || line.Contains("[SKIP]", StringComparison.Ordinal);
        if (isChatter)
        {
            context.Log.Verbose($"{project.ShortName}: {line}");
        }
        else
        {
            context.Log.Information($"{project.ShortName}: {line}");
        }
    }
}
