using Cake.Frosting;
using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Tests.Make;

public class TaskGraphTests
{
    [TaskName("bottom")]
    private sealed class Bottom : FrostingTask<FrostingContext>;

    [TaskName("middle")]
    [IsDependentOn(typeof(Bottom))]
    private sealed class Middle : FrostingTask<FrostingContext>;

    [TaskName("top")]
    [IsDependentOn(typeof(Middle))]
    [IsDependentOn(typeof(Bottom))]
    private sealed class Top : FrostingTask<FrostingContext>;

    [TaskName("hook")]
    [IsDependeeOf(typeof(Top))]
    private sealed class Hook : FrostingTask<FrostingContext>;

    [TaskName("ring-a")]
    [IsDependentOn(typeof(RingB))]
    private sealed class RingA : FrostingTask<FrostingContext>;

    [TaskName("ring-b")]
    [IsDependentOn(typeof(RingC))]
    private sealed class RingB : FrostingTask<FrostingContext>;

    [TaskName("ring-c")]
    [IsDependentOn(typeof(RingA))]
    private sealed class RingC : FrostingTask<FrostingContext>;

    [TaskName("family-%")]
    [TaskStems(typeof(Sizes))]
    [IsDependentOn(typeof(Bottom))]
    private sealed class Family(string stem) : FrostingTask<FrostingContext>
    {
        public string Stem => stem;
    }

    [TaskName("push-%")]
    private sealed class Push(string stem) : FrostingTask<FrostingContext>
    {
        public string Stem => stem;
    }

    [TaskName("sweep")]
    [RunsFirst]
    [IsDependentOn(typeof(Bottom))]
    private sealed class Sweep : FrostingTask<FrostingContext>;

    private sealed class Sizes : IStemSource
    {
        public IReadOnlyList<string> Stems => ["small", "large"];
    }

    private static TaskGraph Create(string[] targets, params Type[] types) =>
        TaskGraph.Create(TaskCatalog.FromTypes(types), targets);

    [Fact]
    public void Create_orders_needs_first_and_each_task_once()
    {
        var graph = Create(["top", "bottom"], typeof(Top), typeof(Middle), typeof(Bottom), typeof(Hook));

        Assert.Equal(["bottom", "hook", "middle", "top"], graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Create_puts_a_task_that_runs_first_before_all_that_it_does_not_need()
    {
        var graph = Create(["middle", "push-x", "sweep"], typeof(Middle), typeof(Bottom), typeof(Push), typeof(Sweep));

        Assert.Equal(["bottom", "sweep", "middle", "push-x"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([[], ["bottom"], ["bottom", "sweep"], ["sweep"]], graph.Nodes.Select(node => node.Needs));
    }

    [Fact]
    public void Create_leaves_needs_out_when_only_is_asked_for()
    {
        var catalog = TaskCatalog.FromTypes([typeof(Top), typeof(Middle), typeof(Bottom)]);

        var graph = TaskGraph.Create(catalog, ["top", "bottom"], only: true);

        Assert.Equal(["bottom", "top"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["bottom"], graph.Nodes[1].Needs);
    }

    [Fact]
    public void Create_names_the_nearest_target_when_unknown()
    {
        var error = Assert.Throws<InvalidInputException>(() => Create(["botom", "zzzzzz"], typeof(Bottom)));

        Assert.Equal("IMG2600", error.Code);
        Assert.Contains("\"botom\". Did you mean \"bottom\"?", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"zzzzzz\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_shows_the_whole_path_of_a_cycle()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => Create(["ring-b"], typeof(RingA), typeof(RingB), typeof(RingC)));

        Assert.Equal("IMG2608", error.Code);
        Assert.Contains("ring-b -> ring-c -> ring-a -> ring-b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_says_who_needs_a_missing_task()
    {
        var error = Assert.Throws<InvalidInputException>(() => Create(["middle"], typeof(Middle)));

        Assert.Equal("IMG2607", error.Code);
        Assert.Contains("\"middle\" (Middle) needs Bottom", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTypes_refuses_two_tasks_with_one_name()
    {
        var error = Assert.Throws<InvalidInputException>(() => TaskCatalog.FromTypes([typeof(Bottom), typeof(OtherBottom)]));

        Assert.Equal("IMG2606", error.Code);
    }

    [TaskName("bottom")]
    private sealed class OtherBottom : FrostingTask<FrostingContext>;

    [Fact]
    public void Create_hands_the_stem_to_a_pattern_task()
    {
        var graph = Create(["family-large", "push-v1.2-rc.3"], typeof(Family), typeof(Push), typeof(Bottom));

        Assert.Equal(["bottom", "family-large", "push-v1.2-rc.3"], graph.Nodes.Select(node => node.Name));
        Assert.Equal("large", Assert.IsType<Family>(graph.Nodes[1].Task).Stem);
        Assert.Equal("v1.2-rc.3", Assert.IsType<Push>(graph.Nodes[2].Task).Stem);
    }

    [Theory]
    [InlineData("family-huge")]
    [InlineData("push-")]
    public void Create_refuses_a_stem_that_the_pattern_does_not_take(string target)
    {
        var error = Assert.Throws<InvalidInputException>(() => Create([target], typeof(Family), typeof(Push), typeof(Bottom)));

        Assert.Equal("IMG2600", error.Code);
    }
}
