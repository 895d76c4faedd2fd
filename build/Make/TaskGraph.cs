using Imager.Core;

namespace Imager.Build.Make;

/// <summary>The tasks of one call, checked whole: every name known, every need there, no cycle.</summary>
public sealed class TaskGraph
{
    private TaskGraph(IReadOnlyList<TaskNode> nodes) => Nodes = nodes;

    /// <summary>In an order that could be run one by one: needs first, otherwise as asked for.</summary>
    public IReadOnlyList<TaskNode> Nodes { get; }

    /// <summary>Collects the targets and all they need.</summary>
    /// <exception cref="InvalidInputException">Unknown target, missing need or cycle.</exception>
    public static TaskGraph Create(TaskCatalog catalog, IReadOnlyList<string> targets, bool only = false)
    {
        var unknown = targets.Where(target => catalog.Find(target) is null).Distinct().ToList();
        if (unknown.Count > 0)
        {
            throw new InvalidInputException("IMG2600", string.Join(
                Environment.NewLine,
                unknown.Select(target => $"unknown target \"{target}\".{FamiliarNames.OfTarget(target) ?? NearestMatch.Hint(target, catalog.Names)}"))
                + " ./build.sh --list shows all targets.");
        }

        var nodes = new List<TaskNode>();
        foreach (var target in targets)
        {
            Add(catalog, target, [], nodes, only ? targets : null);
        }

        return new(WithFirstOnesFirst(nodes));
    }

    /// <summary>Tasks that run first, and what they need, precede everything else of the call.</summary>
    private static List<TaskNode> WithFirstOnesFirst(List<TaskNode> nodes)
    {
        var first = nodes.Where(node => node.Task.GetType().IsDefined(typeof(RunsFirstAttribute), inherit: false)).Select(node => node.Name).ToList();
        var early = first.ToHashSet();
        foreach (var node in nodes.AsEnumerable().Reverse().Where(node => early.Contains(node.Name)))
        {
            early.UnionWith(node.Needs);
        }

        return
        [
            .. nodes.Where(node => early.Contains(node.Name)),
            .. nodes.Where(node => !early.Contains(node.Name)).Select(node => node with { Needs = [.. node.Needs.Union(first)] }),
        ];
    }

    private static void Add(
        TaskCatalog catalog, string name, IReadOnlyList<string> path, List<TaskNode> nodes, IReadOnlyList<string>? allowed)
    {
        if (path.Contains(name))
        {
            var cycle = path.SkipWhile(step => step != name).Append(name);
            throw new InvalidInputException(
                "IMG2608", $"tasks need each other in a circle: {string.Join(" -> ", cycle)}. Remove one IsDependentOn.");
        }

        if (nodes.Any(node => node.Name == name))
        {
            return;
        }

        var (task, stem) = catalog.Find(name)!.Value;
        var needs = catalog.NeedsOf(task)
            .Select(need => need.Name)
            .Where(need => allowed is null || allowed.Contains(need))
            .ToList();
        foreach (var need in needs)
        {
            Add(catalog, need, [.. path, name], nodes, allowed);
        }

        nodes.Add(new(name, task.CreateTask(stem), needs));
    }
}
