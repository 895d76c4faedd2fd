using System.Reflection;
using Cake.Frosting;
using Imager.Build.Make;

namespace Imager.Build.Tests;

public class BuildTasksTests
{
    private static readonly TaskCatalog Catalog = TaskCatalog.FromAssemblies([typeof(BuildContext).Assembly]);

    [Fact]
    public void Every_target_has_a_complete_graph()
    {
        var graph = TaskGraph.Create(Catalog, [.. Catalog.Names]);

        Assert.Contains(graph.Nodes, node => node.Name == "all");
        Assert.Contains(graph.Nodes, node => node.Name == "image-metal");
    }

    [Fact]
    public void Every_task_is_sealed_named_and_described()
    {
        Assert.All(Catalog.Tasks, task =>
        {
            Assert.True(task.Type.IsSealed, task.Name);
            Assert.EndsWith("Task", task.Type.Name, StringComparison.Ordinal);
            Assert.NotNull(task.Type.GetCustomAttribute<TaskNameAttribute>());
            Assert.EndsWith(".", task.Description, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_variable_is_in_the_table_once()
    {
        var declared = typeof(BuildVariables).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Variable))
            .Select(field => ((Variable)field.GetValue(null)!).Name);

        Assert.Equal(declared.Order(), BuildVariables.All.Select(variable => variable.Name).Order());
    }
}
