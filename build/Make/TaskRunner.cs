using System.Diagnostics;
using Cake.Core;

namespace Imager.Build.Make;

/// <summary>Runs a graph: what is independent at once, and nothing new after the first failure.</summary>
public sealed class TaskRunner(ICakeContext context, BuildConsole console, int jobs)
{
    /// <summary>Runs every node; returns one outcome per node, in the graph's order.</summary>
    public async Task<IReadOnlyList<TaskOutcome>> RunAsync(TaskGraph graph, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcomes = new Dictionary<string, TaskOutcome>(StringComparer.Ordinal);
        var running = new Dictionary<Task<TaskOutcome>, TaskNode>();
        var waiting = graph.Nodes.ToList();
        while (true)
        {
            var ready = stopping.IsCancellationRequested
                ? []
                : waiting.Where(node => node.Needs.All(outcomes.ContainsKey)).Take(jobs - running.Count).ToList();
            foreach (var node in ready)
            {
                waiting.Remove(node);
                running.Add(Task.Run(() => RunNodeAsync(node, stopping.Token), CancellationToken.None), node);
            }

            if (running.Count == 0)
            {
                break;
            }

            var ended = await Task.WhenAny(running.Keys);
            running.Remove(ended, out var endedNode);
            var outcome = await ended;
            outcomes.Add(endedNode!.Name, outcome);
            if (outcome.Error is not null)
            {
                await stopping.CancelAsync();
            }
        }

        return [.. graph.Nodes.Select(node => outcomes.GetValueOrDefault(node.Name) ?? NotRun(node.Name))];
    }

    private static TaskOutcome NotRun(string name) => new([new(name, TaskStatus.NotRun, TimeSpan.Zero)]);

    private async Task<TaskOutcome> RunNodeAsync(TaskNode node, CancellationToken cancellationToken)
    {
        console.EnterTask(node.Name);
        var clock = Stopwatch.StartNew();
        try
        {
            return node.Task is IMakeTask make
                ? await make.MakeAsync(node.Name, context, cancellationToken)
                : await RunFrostingAsync(node, clock);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            return new([new(node.Name, TaskStatus.Stopped, clock.Elapsed)]) { Error = exception };
        }
        catch (Exception exception) // Whatever it is, ErrorReport turns it into text and exit code.
        {
            return new([new(node.Name, TaskStatus.Failed, clock.Elapsed)]) { Error = exception };
        }
    }

    private async Task<TaskOutcome> RunFrostingAsync(TaskNode node, Stopwatch clock)
    {
        var task = node.Task;
        if (!task.ShouldRun(context))
        {
            return new([new(node.Name, TaskStatus.Skipped, TimeSpan.Zero)]);
        }

        try
        {
            await task.RunAsync(context);
        }
        catch (Exception exception) // Cake's contract: OnError gets everything, and rethrows unless overridden.
        {
            task.OnError(exception, context);
        }
        finally
        {
            task.Finally(context);
        }

        return new([new(node.Name, TaskStatus.Done, clock.Elapsed)]);
    }
}
