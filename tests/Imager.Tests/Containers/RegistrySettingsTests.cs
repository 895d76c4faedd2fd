using Imager.Containers;
using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Tests.Containers;

public class RegistrySettingsTests
{
    private static readonly RegistrySettings None =
        RegistrySettings.FromEnvironment(name => name == "HOME" ? "/nonexistent" : null);

    [Theory]
    [InlineData("127.0.0.1:5005", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("localhost", true)]
    [InlineData("localhost:5000", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("ghcr.io", false)]
    [InlineData("localhost.example:5000", false)]
    [InlineData("10.0.0.1:5000", false)]
    public void IsLoopback_means_this_very_machine(string registry, bool expected)
    {
        Assert.Equal(expected, RegistrySettings.IsLoopback(registry));
    }

    [Fact]
    public void OptionsFor_speaks_plain_http_to_loopback_and_to_others_only_when_told()
    {
        ImageReference[] references = [ImageReference.Parse("127.0.0.1:5005/a/b:1"), ImageReference.Parse("registry.example/a/b:1")];

        var usual = None.OptionsFor(references).Hosts.ToDictionary(host => host.Name, host => host.PlainHttp);
        var insecure = (None with { PlainHttpHosts = ["registry.example"] }).OptionsFor(references).Hosts;

        Assert.True(usual["127.0.0.1:5005"]);
        Assert.False(usual["registry.example"]);
        Assert.All(insecure, host => Assert.True(host.PlainHttp));
    }

    [Fact]
    public void WithMirrors_keeps_their_order_and_knows_plain_ones()
    {
        var settings = None.WithMirrors("docker.io=one.example/hub, docker.io=http://two.example:5000,ghcr.io=127.0.0.1:5000");

        var hosts = settings.OptionsFor([ImageReference.Parse("alpine:1")]).Hosts.ToDictionary(host => host.Name);
        Assert.Equal(["one.example hub", "two.example:5000 "], hosts["docker.io"].Mirrors.Select(mirror => $"{mirror.Host} {mirror.RepositoryPrefix}"));
        Assert.False(hosts["one.example"].PlainHttp);
        Assert.True(hosts["two.example:5000"].PlainHttp);
        Assert.True(hosts["127.0.0.1:5000"].PlainHttp);
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("=mirror")]
    [InlineData("docker.io=")]
    [InlineData("docker.io=http://")]
    [InlineData("docker.io=https://mirror")]
    [InlineData("docker.io=mirror=other")]
    public void WithMirrors_refuses_what_has_no_two_sides_or_another_scheme(string text)
    {
        Assert.Equal("IMG2021", Assert.Throws<InvalidInputException>(() => None.WithMirrors(text)).Code);
    }
}
