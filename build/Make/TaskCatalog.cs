using System.Reflection;
using Cake.Frosting;
using Imager.Core;

namespace Imager.Build.Make;

/// <summary>All tasks there are, and who needs whom.</summary>
public sealed class TaskCatalog
{
    private readonly Dictionary<Type, TaskDefinition> byType;

    private TaskCatalog(IReadOnlyList<TaskDefinition> tasks)
    {
        Tasks = tasks;
        byType = tasks.ToDictionary(task => task.Type);
    }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<TaskDefinition> Tasks { get; }

    /// <summary>Finds the task classes of some assemblies, internal ones too.</summary>
    public static TaskCatalog FromAssemblies(IEnumerable<Assembly> assemblies) =>
        FromTypes(assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IFrostingTask))));

    /// <summary>Makes a catalog of given task classes.</summary>
    /// <exception cref="InvalidInputException">Two classes have one name.</exception>
    public static TaskCatalog FromTypes(IEnumerable<Type> types)
    {
        var tasks = types.Select(Define).OrderBy(task => task.Name, StringComparer.Ordinal).ToList();
        var twins = tasks.GroupBy(task => task.Name).Where(group => group.Count() > 1).ToList();
        return twins.Count == 0
            ? new(tasks)
            : throw new InvalidInputException("IMG2606", string.Join(Environment.NewLine, twins.Select(group =>
                $"two tasks are named \"{group.Key}\": {string.Join(", ", group.Select(task => task.Type.FullName))}.")));
    }

    /// <summary>The task for something a person typed, with the stem of a pattern.</summary>
    public (TaskDefinition Task, string Stem)? Find(string target) => Tasks
        .Select(task => (Task: task, Stem: task.StemOf(target)))
        .Where(match => match.Stem is not null)
        .OrderBy(match => match.Task.IsPattern)
        .ThenByDescending(match => match.Task.Name.Length)
        .Select(match => ((TaskDefinition, string)?)(match.Task, match.Stem!))
        .FirstOrDefault();

    /// <summary>Every name that can be typed; patterns without known members are left as they are.</summary>
    public IEnumerable<string> Names => Tasks.SelectMany(task => task.ListedNames);

    /// <summary>What a task needs: its own <c>IsDependentOn</c> and other tasks' <c>IsDependeeOf</c>.</summary>
    /// <exception cref="InvalidInputException">It needs a class that is no task of this catalog.</exception>
    public IReadOnlyList<TaskDefinition> NeedsOf(TaskDefinition task)
    {
        var own = task.Type.GetCustomAttributes<IsDependentOnAttribute>().Select(need => need.Task);
        var reverse = Tasks
            .Where(other => other.Type.GetCustomAttributes<IsDependeeOfAttribute>().Any(d => d.Task == task.Type))
            .Select(other => other.Type);
        return [.. own.Concat(reverse).Distinct().Select(type => NeedOf(task, type))
            .OrderBy(need => need.Name, StringComparer.Ordinal)];
    }

    private TaskDefinition NeedOf(TaskDefinition task, Type need)
    {
        if (!byType.TryGetValue(need, out var definition) || definition.IsPattern)
        {
            throw new InvalidInputException(
                "IMG2607",
                $"task \"{task.Name}\" ({task.Type.Name}) needs {need.Name}, which is no task by itself. "
                + "Name a class that derives from FrostingTask and has no % in its TaskName.");
        }

        return definition;
    }

    private static TaskDefinition Define(Type type) => new(
        type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name,
        type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? string.Empty,
        type,
        type.GetCustomAttribute<TaskStemsAttribute>() is { } stems
            ? ((IStemSource)Activator.CreateInstance(stems.Source)!).Stems
            : []);
}
