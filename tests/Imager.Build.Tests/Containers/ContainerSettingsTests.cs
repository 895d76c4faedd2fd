using Imager.Build.Containers;
using Imager.Build.Make;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Containers;

public sealed class ContainerSettingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ContainerSettingsTests() =>
        folder.Write("Directory.Build.props", "<Project><PropertyGroup><Version>1.2.3</Version></PropertyGroup></Project>");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "ghcr.io/siderolabs/imager:v1.2.3")]
    [InlineData("REGISTRY=127.0.0.1:5005", "127.0.0.1:5005/siderolabs/imager:v1.2.3")]
    [InlineData("IMAGE_REGISTRY=docker.io USERNAME=u", "docker.io/u/imager:v1.2.3")]
    [InlineData("REGISTRY=a.example IMAGE_REGISTRY=b.example TAG=v1.0.0-alpha.1", "b.example/siderolabs/imager:v1.0.0-alpha.1")]
    [InlineData("TAG=v1 TAG_SUFFIX=-debug", "ghcr.io/siderolabs/imager:v1-debug")]
    [InlineData("IMAGE_REGISTRY=registry.example USERNAME=group/project", "registry.example/group/project/imager:v1.2.3")]
    public void ReferenceTo_puts_the_variables_together(string assignments, string expected)
    {
        Assert.Equal(expected, Create(assignments).ReferenceTo("imager").ToString());
    }

    [Fact]
    public void ReferenceTo_takes_registries_from_the_environment_and_the_user_name_from_nowhere_but_the_command_line()
    {
        var settings = Create(string.Empty, "REGISTRY=env.example", "USERNAME=somebody", "TAG=v9");

        Assert.Equal("env.example/siderolabs/imager:v9", settings.ReferenceTo("imager").ToString());
    }

    [Theory]
    [InlineData("", "amd64 arm64")]
    [InlineData("INSTALLER_ARCH=targetarch", "arm64")]
    [InlineData("INSTALLER_ARCH=amd64", "amd64")]
    public void AssetsFor_follows_INSTALLER_ARCH(string assignments, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Create(assignments).AssetsFor(Architecture.Arm64)));
    }

    [Fact]
    public void Constructor_names_the_choices_when_INSTALLER_ARCH_is_none_of_them()
    {
        var error = Assert.Throws<InvalidInputException>(() => Create("INSTALLER_ARCH=targetarc"));

        Assert.Equal("IMG2665", error.Code);
        Assert.Contains("Did you mean \"targetarch\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Push_needs_a_yes_or_no()
    {
        Assert.True(Create("PUSH=true").Push);
        Assert.False(Create(string.Empty).Push);
        Assert.Throws<InvalidInputException>(() => Create("PUSH=registry"));
    }

    private ContainerSettings Create(string assignments, params string[] environment)
    {
        static Dictionary<string, string> Read(IEnumerable<string> pairs) =>
            pairs.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var given = Read(assignments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var variables = VariableValues.Resolve(BuildVariables.All, given, Read(environment).GetValueOrDefault);
        return new ContainerSettings(variables, new BuildPaths(folder.Path, folder.Path));
    }
}
