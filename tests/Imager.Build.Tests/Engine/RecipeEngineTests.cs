using Imager.Build.Containers;
using Imager.Build.Images;
using Imager.Build.Recipes;
using Imager.Build.Tests.Support;
using Imager.BuildKit;
using Imager.Core;
using Imager.Oci.Registry;

namespace Imager.Build.Tests.Engine;

public class RecipeEngineTests
{
    private static readonly Recipe Kernel = new()
    {
        Target = "kernel-out",
        Seed = "/seed",
        Arguments = new Dictionary<string, string> { ["ARCH"] = "arm64", ["X"] = "y" },
    };

    [Fact]
    public void Id_joins_the_stage_its_name_and_what_it_builds_for()
    {
        var module = new Dictionary<string, string> { ["NAME"] = "hello", ["ARCH"] = "amd64" };

        Assert.Equal("kernel-arm64", Kernel.Id);
        Assert.Equal("module-hello-amd64", (Kernel with { Target = "module-out", Arguments = module }).Id);
        Assert.Equal("tools", (Kernel with { Target = "tools", Arguments = new Dictionary<string, string>() }).Id);
    }

    [Fact]
    public void NewRequest_passes_arguments_and_proxies()
    {
        var context = Contexts.Create("https_proxy=http://proxy:1", "no_proxy=lan");

        var request = RecipeEngine.NewRequest(context, Kernel, "/context", "/out");

        Assert.Equal(
            ["ARCH=arm64", "X=y", "https_proxy=http://proxy:1", "no_proxy=lan"],
            request.BuildArguments.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(("kernel-out", BuildNetwork.None), (request.Target, request.Network));
    }

    [Theory]
    [InlineData("type=registry,ref=lan:5000/cache", "type=registry,ref=lan:5000/cache:kernel-arm64")]
    [InlineData("lan:5000/cache:main", "type=registry,ref=lan:5000/cache:main-kernel-arm64")]
    [InlineData("type=local,src=cache", "type=local,src=/home/someone/cache/kernel-arm64")]
    [InlineData("type=gha", "type=gha,scope=kernel-arm64")]
    public void CACHE_FROM_has_a_place_for_each_recipe(string given, string expected)
    {
        var request = RecipeEngine.NewRequest(Contexts.Create($"CACHE_FROM={given}"), Kernel, "/context", "/out");

        Assert.Equal(expected, Assert.Single(request.CacheImports).ToString());
    }

    [Fact]
    public void CACHE_TO_exports_all_stages_unless_told_otherwise()
    {
        var context = Contexts.Create("CACHE_TO=type=local,dest=/cache 'type=registry,ref=lan/c,mode=min'");

        var request = RecipeEngine.NewRequest(context, Kernel, "/context", "/out");

        Assert.Equal(
            ["type=local,dest=/cache/kernel-arm64,mode=max", "type=registry,ref=lan/c:kernel-arm64,mode=min"],
            request.CacheExports.Select(cache => cache.ToString()));
    }

    [Theory]
    [InlineData("CACHE_TO=type=inline", "IMG3050")]
    [InlineData("CACHE_TO=type=local,src=x", "IMG2697")]
    [InlineData("CACHE_FROM=type=registry", "IMG2697")]
    [InlineData("BUILDER=arm64=tcp://a", "IMG2695")]
    public void Check_fails_before_anything_runs(string assignment, string code)
    {
        var error = Assert.ThrowsAny<ImagerException>(() => Contexts.Create(assignment).Recipes.Check());

        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("arm64", "arm64")]
    [InlineData("native", "amd64")]
    public void BUILDER_ARCH_chooses_the_programs_that_recipes_run(string value, string expected)
    {
        Assert.Equal(expected, Contexts.Create($"BUILDER_ARCH={value}").BuilderArchitecture(Architecture.Parse("amd64")));
    }

    [Fact]
    public void REGISTRY_MIRRORS_reach_the_registry_client_and_those_of_the_hub_a_private_engine()
    {
        var context = Contexts.Create("REGISTRY_MIRRORS=ghcr.io=lan:5000/ghcr,docker.io=http://hub.lan:1,docker.io=other.lan");

        var hosts = ContainerSettings.Registries(context).Hosts;

        Assert.Equal([new RegistryMirror("lan:5000", "ghcr")], hosts.Single(host => host.Name == "ghcr.io").Mirrors);
        Assert.Equal(["http://hub.lan:1", "https://other.lan"], RecipeEngine.HubMirrors(context));
        Assert.Equal(["--registry-mirror", context.Variables[BuildVariables.RegistryMirrors]], MirrorArguments.Of(context));
        Assert.Empty(MirrorArguments.Of(Contexts.Create()));
    }
}
