using System.Diagnostics;
using Imager.Build.Make;
using Imager.Build.Processes;
using Imager.Build.Testing;
using Imager.Core;
using TaskStatus = Imager.Build.Make.TaskStatus;

namespace Imager.Build;

/// <summary>What the test targets share: tools, run, and the closing line that machines read.</summary>
public abstract class TestTaskBase : BuildTask
{
    public sealed override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        MakeAsync(GetType().Name, context, cancellationToken);

    /// <summary>The projects to run.</summary>
    protected abstract IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects);

    /// <summary>Which tests of the projects, as in <c>dotnet test --filter</c>; empty for all.</summary>
    protected virtual string FilterOf(BuildContext context) => context.Variables[BuildVariables.Filter];

    /// <summary>What the tests find in their environment besides what they inherit.</summary>
    protected virtual IReadOnlyDictionary<string, string> TestEnvironment => new Dictionary<string, string>();

    protected sealed override async Task<TaskOutcome> MakeAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var required = context.Variables.Flag(BuildVariables.RequireOracles);
        await new PackageInstaller(context).EnsureAsync(DebianPackage.TestTools, required, cancellationToken);
        await new FetchedTools(context).EnsureAsync(required, cancellationToken);
        var counts = await RunTestsAsync(context, required, cancellationToken);
        var error = counts switch
        {
            { Total: 0 } => new DependencyException("IMG5304", "no test ran. Check FILTER; ./build.sh help says what it may be."),
            { Failed: > 0 } => new DependencyException(
                "IMG5305", $"{counts.Failed} failed. Details are above and in {context.Paths.Show(context.Paths.TestResults)}."),
            _ => null,
        };
        var status = error is null ? TaskStatus.Done : TaskStatus.Failed;
        return new([new(name, status, clock.Elapsed, counts.ToString())]) { Error = error, ClosingLine = counts.ToString() };
    }

    private async Task<TestCounts> RunTestsAsync(BuildContext context, bool required, CancellationToken cancellationToken)
    {
        var projects = Select(TestProject.Find(context.Paths));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buildkitd = required && projects.Any(project => project.NeedsBuildkitd)
            ? new TestBuildkitd(context).TryMakeAsync(stopping.Token)
            : Task.CompletedTask;
        try
        {
            var run = new TestRun(context, TestEnvironment, FilterOf(context)) { Buildkitd = buildkitd };
            return await run.RunAsync(projects, cancellationToken);
        }
        finally
        {
            // Tests that do not compile end the run, and what was compiled beside them with it.
            await stopping.CancelAsync();
            await Task.WhenAny(buildkitd);
        }
    }
}
