using System.Reflection;
using Cake.Frosting;

namespace Imager.Build.Results;

/// <summary>The files that a task and all it needs leave directly in artifacts/: what people download.</summary>
internal static class TaskProducts
{
    /// <summary>Sorted paths; folders and what is only a step on the way are left out.</summary>
    public static IReadOnlyList<string> Of(Type task, BuildContext context) =>
    [
        .. Needed(task)
            .Where(type => type.IsAssignableTo(typeof(StepTask)))
            .SelectMany(type => ((StepTask)Activator.CreateInstance(type)!).Steps(context))
            .SelectMany(step => step.Outputs)
            .Where(path => Path.GetDirectoryName(path) == context.Paths.Artifacts && File.Exists(path))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<Type> Needed(Type task) => task.GetCustomAttributes<IsDependentOnAttribute>()
        .SelectMany(need => Needed(need.Task))
        .Append(task)
        .Distinct();
}
