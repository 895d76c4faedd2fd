using Imager.Build.Tests.Support;
using Imager.BuildKit.Tests;
using Imager.Oci.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Imager.Build.Tests.Containers;

/// <summary>Faults whose proof takes minutes: tests/slow.sh runs them, a usual test run does not.</summary>
[Trait("Category", "Slow")]
public sealed class SlowFaultTests
{
    private static readonly string[] Images = ["imager", "installer"];

    private static bool IsAsked => Environment.GetEnvironmentVariable("IMAGER_SLOW_TESTS") == "1"
        && Requirements.CanRunDockerd() && !Tool.IsMissing("docker-registry", "skopeo");

    [Fact]
    public async Task Engine_that_never_comes_back_ends_the_run_after_half_a_minute()
    {
        if (!IsAsked)
        {
            return;
        }

        using var checkout = new Checkout();
        using var engine = new OwnEngine();
        await engine.WaitUntilReadyAsync();
        checkout.SlowDown("gone");
        var build = checkout.Start("sd-stub", $"ENGINE=unix://{engine.Socket}");
        await checkout.WaitForLogAsync("slow gone", 1);

        engine.Kill();
        var run = await build.Ended;

        run.MustEnd(5, "error: IMG5430 ");
        Assert.Contains("Start the engine again first.", run.Output, StringComparison.Ordinal);
        Assert.Empty(checkout.Outputs);
    }

    [Fact]
    public async Task Images_that_are_pushed_while_they_are_made_move_no_tag_until_all_of_one_is_there()
    {
        if (!IsAsked)
        {
            return;
        }

        using var checkout = new Checkout();
        await using var registry = await DockerRegistry.StartAsync();
        string[] words = [.. Images, "PUSH=true", "TAG=v1", "INSTALLER_ARCH=targetarch"];
        (await checkout.BuildAsync([.. words, $"REGISTRY={registry.Host}"])).MustEnd(0, "pushed ");
        var before = await TagsAsync(registry.Host);

        // The beginning of an upload arrives, then the connection is gone.
        await using (var broken = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Path.Value!.Contains("/blobs/uploads/", StringComparison.Ordinal) && context.Request.ContentLength > 1_000_000;
            await (fails ? context.Request.Body.ReadExactlyAsync(new byte[1000]).AsTask() : Task.CompletedTask);
            Action abort = fails ? context.Abort : () => { };
            abort();
            return fails;
        }))
        {
            var run = await checkout.BuildAsync([.. words, $"REGISTRY={broken.Host}", "SOURCE_DATE_EPOCH=1700000001"]);

            run.MustEnd(5, "error: IMG5410 ");
            Assert.Equal(before, await TagsAsync(registry.Host));
        }

        // Every third request of an upload fails.
        var count = 0;
        await using var tired = await FaultyRegistry.StartAsync(registry.Host, async (context, _) =>
        {
            var fails = context.Request.Method is "PATCH" or "PUT" && Interlocked.Increment(ref count) % 3 == 0;
            await (fails ? FaultyRegistry.StatusAsync(context, StatusCodes.Status500InternalServerError) : Task.CompletedTask);
            return fails;
        });

        var last = await checkout.BuildAsync([.. words, $"REGISTRY={tired.Host}", "SOURCE_DATE_EPOCH=1700000001"]);

        last.MustEnd(0, "pushed ");
        Assert.Empty(before.Intersect(await TagsAsync(registry.Host)));
    }

    private static async Task<IReadOnlyList<string>> TagsAsync(string host) =>
    [
        await Tool.RunAsync("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{host}/siderolabs/{Images[0]}:v1"),
        await Tool.RunAsync("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{host}/siderolabs/{Images[1]}:v1"),
    ];
}
