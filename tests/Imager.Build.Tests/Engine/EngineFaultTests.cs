using System.Text.RegularExpressions;
using Imager.Build.Tests.Support;
using Imager.BuildKit.Tests;

namespace Imager.Build.Tests.Engine;

/// <summary>./build.sh in a checkout of its own, whose engine dies, is full or is not there.</summary>
[Trait("Category", "Oracle")]
public sealed partial class EngineFaultTests(EngineFaultTests.SharedCheckout shared) : IClassFixture<EngineFaultTests.SharedCheckout>
{
    private Checkout Checkout => shared.Checkout;

    [Fact]
    public async Task Engine_that_is_killed_in_a_step_is_started_again_and_the_run_ends_well()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        shared.Clear();
        Checkout.SlowDown("once");
        var build = Checkout.Start("sd-stub");
        await Checkout.WaitForLogAsync("slow once", 1);

        Checkout.KillEngine();
        var run = await build.Ended;

        run.MustEnd(0, "trying again, attempt 2 of 3");
        Assert.Equal(["build.json", "sd-stub-amd64.efi"], Checkout.Outputs.Order(StringComparer.Ordinal));
        Assert.Equal(2, Checkout.CountIn(Checkout.At("artifacts/logs/sd-stub-amd64.log"), "slow once"));
        Assert.InRange(int.Parse(CachedSteps().Match(run.Output).Groups[1].Value), 6, 20);
    }

    [Fact]
    public async Task Engine_that_is_killed_each_time_ends_the_run_with_its_log_and_without_outputs()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        shared.Clear();
        Checkout.SlowDown("thrice");
        var build = Checkout.Start("sd-stub");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await Checkout.WaitForLogAsync("slow thrice", attempt);
            Checkout.KillEngine();
        }

        var run = await build.Ended;

        run.MustEnd(5, "error: IMG5431 ");
        Assert.Contains("The private dockerd has died.", run.Output, StringComparison.Ordinal);
        Assert.Empty(Checkout.Outputs);
    }

    [Fact]
    public async Task Engine_whose_disk_is_full_ends_the_run_with_advice_and_without_outputs()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        shared.Clear();
        var engine = Directory.CreateDirectory(Checkout.At("artifacts/.cache/engine")).FullName;
        Checkout.Execute("mount", ["-t", "tmpfs", "-o", "size=48m", "none", engine]);
        try
        {
            Checkout.SlowDown("full");

            var run = await Checkout.BuildAsync("sd-stub");

            run.MustEnd(5, "error: IMG5103 ");
            Assert.Contains($"free space in the file system of {engine}/dockerd", run.Output, StringComparison.Ordinal);
            Assert.Empty(Checkout.Outputs);
        }
        finally
        {
            Checkout.Execute("umount", ["-l", engine]);
        }
    }

    [Fact]
    public async Task Platform_without_a_builder_ends_the_call_before_anything_runs()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        shared.Clear();

        var run = await Checkout.BuildAsync("sd-stub", "PLATFORM=linux/amd64,linux/arm64", "BUILDER=amd64=tcp://127.0.0.1:9");

        run.MustEnd(2, "error: IMG2695 BUILDER has no builder for arm64");
        Assert.DoesNotContain("[packages]", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("variables:", run.Output, StringComparison.Ordinal);
        Assert.Empty(Checkout.Outputs);
    }

    [Theory]
    [InlineData("BUILDER=amd64=tcp://127.0.0.1:9")]
    [InlineData("BUILDER=docker+unix:///no/such.sock")]
    [InlineData("ENGINE=unix:///no/such.sock")]
    public async Task Builder_that_cannot_be_reached_ends_the_run_as_a_fault_of_the_machine(string variable)
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        shared.Clear();
        Checkout.SlowDown("nowhere");

        var run = await Checkout.BuildAsync("sd-stub", variable);

        run.MustEnd(4, "error: IMG4101 ");
        Assert.Empty(Checkout.Outputs);
    }

    [GeneratedRegex(@"sd-stub-amd64: \d+ steps, (\d+) cached")]
    private static partial Regex CachedSteps();

    /// <summary>One checkout for all of them, so that the first steps run once.</summary>
    public sealed class SharedCheckout : IDisposable
    {
        private readonly Lazy<Checkout> checkout = new();

        internal Checkout Checkout => checkout.Value;

        public void Dispose()
        {
            if (checkout.IsValueCreated)
            {
                checkout.Value.Dispose();
            }
        }

        /// <summary>Outputs and logs of an earlier test go away.</summary>
        public void Clear() => Checkout.Execute(
            "sh", ["-c", "cd \"$1\" && rm -rf logs build.json sd-* .cache/staging .cache/stamps/sd-*", "sh", Checkout.At("artifacts")]);
    }
}
