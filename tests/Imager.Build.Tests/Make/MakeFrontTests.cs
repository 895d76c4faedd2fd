using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Make;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Make;

public class MakeFrontTests
{
    [TaskName("all")]
    [TaskDescription("Everything.")]
    [IsDependentOn(typeof(Greet))]
    private sealed class All : FrostingTask<ICakeContext>;

    [TaskName("greet")]
    private sealed class Greet : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context) => context.Log.Information("hello");
    }

    [TaskName("lister")]
    [PrintsData]
    [IsDependentOn(typeof(Greet))]
    private sealed class Lister : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context) => ((BuildConsole)context.Log).WriteData("one");
    }

    [TaskName("talkative")]
    private sealed class Talkative : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context)
        {
            context.Log.Information("got http://me:hunter2@proxy/");
            throw new UnsupportedException("IMG3999", "no bob:hunter2@proxy:3128");
        }
    }

    [TaskName("broken")]
    private sealed class Broken : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context) => throw new UnsupportedException("IMG3999", "cannot do it.");
    }

    [TaskName("after-broken")]
    [IsDependentOn(typeof(Broken))]
    private sealed class AfterBroken : FrostingTask<ICakeContext>;

    [TaskName("picky")]
    [IsDependentOn(typeof(Greet))]
    private sealed class Picky : FrostingTask<ICakeContext>, IMakeTask
    {
        public void Check(ICakeContext context) => throw new InvalidInputException("IMG2999", "COLOR does not fit.");

        public Task<TaskOutcome> MakeAsync(string name, ICakeContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("must not run");

        public Task<IReadOnlyList<StepPlan>> ExplainAsync(string name, ICakeContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("must not run");
    }

    [TaskName("buggy")]
    private sealed class Buggy : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("oops");
    }

    [TaskName("broken-elsewhere")]
    private sealed class BrokenElsewhere : FrostingTask<ICakeContext>
    {
        public override void Run(ICakeContext context) =>
            Parallel.For(0, 1, _ => throw new FileAccessException("IMG6999", "cannot read it."));
    }

    [TaskName("not-now")]
    private sealed class NotNow : FrostingTask<ICakeContext>
    {
        public override bool ShouldRun(ICakeContext context) => false;

        public override void Run(ICakeContext context) => throw new InvalidOperationException("must not run");
    }

    [TaskName("forgiving")]
    private sealed class Forgiving : AsyncFrostingTask<ICakeContext>
    {
        public override Task RunAsync(ICakeContext context) => throw new InvalidOperationException("oops");

        public override void OnError(Exception exception, ICakeContext context) => context.Log.Information("never mind");

        public override void Finally(ICakeContext context) => context.Log.Information("over");
    }

    [TaskName("meet-a")]
    private sealed class MeetA : MeetingTask;

    [TaskName("meet-b")]
    private sealed class MeetB : MeetingTask;

    /// <summary>Ends only when two of its kind run at the same time.</summary>
    private abstract class MeetingTask : AsyncFrostingTask<MeetingContext>
    {
        public override Task RunAsync(MeetingContext context)
        {
            context.Meeting.Signal();
            return context.Meeting.Wait(TimeSpan.FromSeconds(30))
                ? Task.CompletedTask
                : throw new TimeoutException("the other task never started");
        }
    }

    private sealed class MeetingContext(ICakeContext context) : FrostingContext(context), IMakeContext, IDisposable
    {
        public CountdownEvent Meeting { get; } = new(2);

        public VariableValues Variables { get; } = VariableValues.Resolve([], new Dictionary<string, string>(), _ => null);

        public int Jobs => 2;

        public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => Meeting.Dispose();
    }

    [TaskName("endless")]
    private sealed class Endless : IMakeTask
    {
        public async Task<TaskOutcome> MakeAsync(string name, ICakeContext context, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new([]);
        }

        public Task<IReadOnlyList<StepPlan>> ExplainAsync(
            string name, ICakeContext context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool ShouldRun(ICakeContext context) => true;

        public Task RunAsync(ICakeContext context) => Task.CompletedTask;

        public void OnError(Exception exception, ICakeContext context)
        {
        }

        public void Finally(ICakeContext context)
        {
        }
    }

    [Theory]
    [InlineData("picky")]
    [InlineData("picky --dry-run")]
    [InlineData("picky --explain")]
    public async Task RunAsync_checks_every_task_before_the_first_one_runs(string arguments)
    {
        var front = new Front(typeof(Greet), typeof(Picky));

        var exitCode = await front.RunAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains("IMG2999 COLOR does not fit.", front.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", front.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_makes_all_when_no_target_is_given()
    {
        var front = new Front(typeof(All), typeof(Greet));

        var exitCode = await front.RunAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("[greet] hello", front.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^greet +\d+\.\d s  done", front.Output);
        Assert.Matches(@"(?m)^total +\d+\.\d s$", front.Output);
    }

    [Fact]
    public async Task RunAsync_passes_on_the_exit_code_of_a_failing_task()
    {
        var front = new Front(typeof(Broken), typeof(AfterBroken));

        var exitCode = await front.RunAsync("after-broken");

        Assert.Equal(3, exitCode);
        Assert.Contains("error: IMG3999 cannot do it.", front.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^broken .* FAILED", front.Output);
        Assert.Matches("(?m)^after-broken .* not run", front.Output);
    }

    [Fact]
    public async Task RunAsync_returns_1_and_the_stack_when_a_task_has_a_bug()
    {
        var front = new Front(typeof(Buggy));

        var exitCode = await front.RunAsync("buggy");

        Assert.Equal(1, exitCode);
        Assert.Contains(nameof(Buggy), front.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_reports_the_one_cause_when_a_task_failed_on_other_threads()
    {
        var front = new Front(typeof(BrokenElsewhere));

        var exitCode = await front.RunAsync("broken-elsewhere");

        Assert.Equal(6, exitCode);
        Assert.Contains("error: IMG6999 cannot read it.", front.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", front.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_skips_a_task_that_should_not_run()
    {
        var front = new Front(typeof(NotNow));

        var exitCode = await front.RunAsync("not-now");

        Assert.Equal(0, exitCode);
        Assert.Matches("(?m)^not-now .* skipped", front.Output);
    }

    [Fact]
    public async Task RunAsync_lets_a_task_handle_its_own_error_as_Cake_does()
    {
        var front = new Front(typeof(Forgiving));

        var exitCode = await front.RunAsync("forgiving");

        Assert.Equal(0, exitCode);
        Assert.Contains("never mind", front.Output, StringComparison.Ordinal);
        Assert.Contains("over", front.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_runs_independent_tasks_at_the_same_time()
    {
        var front = new Front(typeof(MeetA), typeof(MeetB)) { CreateContext = context => new MeetingContext(context) };

        var exitCode = await front.RunAsync("meet-a", "meet-b");

        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task RunAsync_returns_130_when_interrupted()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var front = new Front(typeof(Endless));

        var exitCode = await front.RunAsync(["endless"], source.Token);

        Assert.Equal(130, exitCode);
        Assert.Matches("(?m)^endless .* stopped", front.Output);
        Assert.Contains("interrupted", front.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_prints_the_order_and_runs_nothing_when_dry()
    {
        var front = new Front(typeof(All), typeof(Greet));

        var exitCode = await front.RunAsync("--dry-run");

        Assert.Equal(0, exitCode);
        Assert.Equal($"greet{Environment.NewLine}all{Environment.NewLine}", front.Output);
    }

    [Fact]
    public async Task RunAsync_returns_2_when_the_target_is_unknown()
    {
        var front = new Front(typeof(All), typeof(Greet));

        var exitCode = await front.RunAsync("grete");

        Assert.Equal(2, exitCode);
        Assert.Contains("Did you mean \"greet\"?", front.Error, StringComparison.Ordinal);
        Assert.Empty(front.Output);
    }

    [Theory]
    [InlineData("secureboot-iso", "image-secureboot-iso")]
    [InlineData("login", "docker login REGISTRY")]
    public async Task RunAsync_says_what_to_use_instead_of_a_target_of_the_peer(string target, string hint)
    {
        var front = new Front(typeof(All), typeof(Greet));

        Assert.Equal(2, await front.RunAsync(target));
        Assert.Contains(hint, front.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_keeps_standard_output_for_the_lines_of_a_task_that_prints_data()
    {
        var front = new Front(typeof(Lister), typeof(Greet));

        Assert.Equal(0, await front.RunAsync("lister"));
        Assert.Equal($"one{Environment.NewLine}", front.Output);
        Assert.Contains("[greet] hello", front.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^total ", front.Error);
    }

    [Fact]
    public async Task RunAsync_prints_help_and_the_error_when_a_variable_is_bad()
    {
        var front = new Front(typeof(Greet))
        {
            CreateContext = context => new BuildContext(context, new BuildPaths("/repository", "/home/someone"), name => name == "PUSH" ? "maybe" : null),
        };

        Assert.Equal(0, await front.RunAsync("help"));
        Assert.Matches("(?m)^  PUSH .*from PUSH in the environment.* <- NOT VALID, see below$", front.Output);
        Assert.DoesNotMatch("(?m)^  ARCH .*NOT VALID", front.Output);
        Assert.Contains("IMG2602 PUSH=maybe (from PUSH in the environment)", front.Error, StringComparison.Ordinal);
        Assert.Equal(2, await front.RunAsync("greet"));
    }

    [Fact]
    public async Task RunAsync_masks_secrets_wherever_text_leaves()
    {
        var front = new Front(typeof(Talkative));

        await front.RunAsync("talkative");

        Assert.DoesNotContain("hunter2", front.Output + front.Error, StringComparison.Ordinal);
        Assert.Contains("got http://***@proxy/", front.Output, StringComparison.Ordinal);
        Assert.Contains("IMG3999 no ***@proxy:3128", front.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_prints_every_target_below_its_dependents_as_a_tree()
    {
        var front = new Front(typeof(All), typeof(Greet), typeof(Broken));

        await front.RunAsync("--tree");

        Assert.Equal(["all", "  greet", "broken"], front.Output.TrimEnd().Split(Environment.NewLine));
    }
}
