using System.Diagnostics;
using Cake.Core;
using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Make;

/// <summary>The make-like command line over a catalog of tasks.</summary>
public sealed class MakeFront(TaskCatalog catalog, Func<ICakeContext, ICakeContext> createContext, BuildConsole console)
{
    private const string DefaultTarget = "all";

    /// <summary>Does what the arguments say and returns the process exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        ICakeContext? context = null;
        try
        {
            var commandLine = CommandLine.Parse(args);
            var make = new MakeContext(console, new MakeArguments(commandLine.Assignments), commandLine.Force)
            {
                TaskNames = NamesOf(commandLine),
            };
            try
            {
                context = createContext(make);
            }
            catch (ImagerException error) when (commandLine.Action == MakeAction.Help)
            {
                Print(HelpText.Help(catalog, make.Variables, error.Message));
                Report(error);
                return (int)ExitCode.Ok;
            }

            return (int)await ActAsync(commandLine, context, cancellationToken);
        }
        catch (Exception exception) // Whatever it is, ErrorReport turns it into text and exit code.
        {
            return (int)Report(exception);
        }
        finally
        {
            if (context is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }

    private async Task<ExitCode> ActAsync(CommandLine commandLine, ICakeContext context, CancellationToken cancellationToken)
    {
        var targets = commandLine.Targets.Count > 0 ? commandLine.Targets : [DefaultTarget];
        var variables = (context as IMakeContext)?.Variables;
        switch (commandLine.Action)
        {
            case MakeAction.Help:
                Print(HelpText.Help(catalog, variables));
                return ExitCode.Ok;
            case MakeAction.List:
                Print(HelpText.List(catalog));
                return ExitCode.Ok;
            case MakeAction.Tree:
                _ = TaskGraph.Create(catalog, commandLine.Targets);
                Print(HelpText.Tree(catalog, commandLine.Targets));
                return ExitCode.Ok;
        }

        var graph = TaskGraph.Create(catalog, targets, commandLine.Only);
        foreach (var task in graph.Nodes.Select(node => node.Task).OfType<IMakeTask>())
        {
            task.Check(context);
        }

        switch (commandLine.Action)
        {
            case MakeAction.DryRun:
                Print(graph.Nodes.Select(node => node.Name));
                return ExitCode.Ok;
            case MakeAction.Explain:
                await ExplainAsync(graph, context, cancellationToken);
                return ExitCode.Ok;
            default:
                return await RunAsync(graph, context, cancellationToken);
        }
    }

    private async Task<ExitCode> RunAsync(TaskGraph graph, ICakeContext context, CancellationToken cancellationToken)
    {
        if (graph.Nodes.Any(node => node.Task.GetType().IsDefined(typeof(PrintsDataAttribute), inherit: true)))
        {
            console.KeepOutputForData();
        }

        var clock = Stopwatch.StartNew();
        PrintVariables(context);
        if (context is IMakeContext starting)
        {
            await starting.StartAsync(cancellationToken);
        }

        var runner = new TaskRunner(context, console, (context as IMakeContext)?.Jobs ?? Environment.ProcessorCount);
        var outcomes = await runner.RunAsync(graph, cancellationToken);

        console.WriteLine();
        Print(RunSummary.Lines(outcomes, clock.Elapsed));
        var error = outcomes.Select(outcome => outcome.Error).FirstOrDefault(e => e is not null and not OperationCanceledException)
            ?? outcomes.Select(outcome => outcome.Error).FirstOrDefault(e => e is not null);
        if (error is null && context is IMakeContext make)
        {
            await make.CompleteAsync(cancellationToken);
        }

        var exitCode = (error, cancellationToken.IsCancellationRequested) switch
        {
            (null, false) => ExitCode.Ok,
            (_, true) => Report(new OperationCanceledException()),
            _ => Report(error!),
        };

        // Machines read the very last line, so nothing may follow it, not even the error above.
        Print(outcomes.Select(outcome => outcome.ClosingLine).OfType<string>());
        return exitCode;
    }

    private IReadOnlyList<string> NamesOf(CommandLine commandLine)
    {
        var targets = commandLine.Targets.Count > 0 ? commandLine.Targets : [DefaultTarget];
        return targets.All(target => catalog.Find(target) is not null)
            ? [.. TaskGraph.Create(catalog, targets, commandLine.Only).Nodes.Select(node => node.Name)]
            : [];
    }

    private async Task ExplainAsync(TaskGraph graph, ICakeContext context, CancellationToken cancellationToken)
    {
        var changing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            var plans = node.Task is IMakeTask make
                ? await make.ExplainAsync(node.Name, context, cancellationToken)
                : [new StepPlan(node.Name, node.Task.ShouldRun(context), "always runs")];
            var cause = node.Needs.FirstOrDefault(changing.Contains);
            foreach (var plan in plans)
            {
                var hint = !plan.WillRun && cause is not null ? $"; runs if {cause} changes its outputs" : string.Empty;
                console.WriteLine($"{plan.Name}: {(plan.WillRun ? "runs" : "does not run")}: {plan.Reason}{hint}");
            }

            if (cause is not null || plans.Any(plan => plan.WillRun))
            {
                changing.Add(node.Name);
            }
        }
    }

    private void PrintVariables(ICakeContext context)
    {
        var given = (context as IMakeContext)?.Variables.All
            .Where(value => value.Origin != VariableOrigin.Default || context.Log.Verbosity > Verbosity.Normal)
            .Select(value => $"{value.Variable.Name}={value.Printable} ({OriginText(value.Origin)})")
            .ToList() ?? [];
        if (given.Count > 0)
        {
            console.WriteLine("variables: " + string.Join(", ", given));
        }
    }

    private static string OriginText(VariableOrigin origin) => origin switch
    {
        VariableOrigin.CommandLine => "command line",
        VariableOrigin.Environment => "environment",
        _ => "default",
    };

    private ExitCode Report(Exception exception)
    {
        console.WriteError("error: " + ErrorReport.TextOf(exception));
        return ErrorReport.ExitCodeOf(exception);
    }

    private void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line);
        }
    }
}
