using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Tests;

public class BuildContextTests
{
    private static BuildContext Create(string[] assignments, params string[] environment)
    {
        var variables = environment.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var arguments = assignments.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var console = new BuildConsole(TextWriter.Null, TextWriter.Null);
        return new(
            new MakeContext(console, new MakeArguments(arguments), force: false),
            new BuildPaths("/repository", "/home/someone"),
            variables.GetValueOrDefault);
    }

    [Theory]
    [InlineData("ARCH=arm64", "arm64")]
    [InlineData("PLATFORM=linux/arm64", "arm64")]
    [InlineData("PLATFORM=linux/arm64,linux/amd64", "amd64 arm64")]
    [InlineData("PLATFORM=linux/amd64,linux/arm64,", "amd64 arm64")]
    [InlineData("PLATFORM=linux/arm64/v8", "arm64")]
    [InlineData("PLATFORM=linux/amd64, linux/amd64", "amd64")]
    [InlineData("JOBS=1", "amd64")]
    public void Architectures_come_from_PLATFORM_or_ARCH(string assignment, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Create([assignment]).Architectures));
    }

    [Theory]
    [InlineData("PLATFORM=linux/riscv64")]
    [InlineData("PLATFORM=windows/amd64")]
    [InlineData("PLATFORM=amd64")]
    [InlineData("PLATFORM=,")]
    [InlineData("PLATFORM=linux/amd64/v8")]
    public void Constructor_fails_when_a_platform_is_unknown(string assignment)
    {
        var error = Assert.Throws<InvalidInputException>(() => Create([assignment]));

        Assert.Equal("IMG2609", error.Code);
    }

    [Fact]
    public void Constructor_names_the_platform_that_was_meant() => Assert.Contains(
        "Did you mean \"linux/amd64\"?", Assert.Throws<InvalidInputException>(() => Create(["PLATFORM=amd64"])).Message, StringComparison.Ordinal);

    [Fact]
    public void MayInstall_follows_CI_and_root_unless_INSTALL_says_otherwise()
    {
        Assert.Equal(Environment.IsPrivilegedProcess, Create([]).MayInstall);
        Assert.True(Create([], "CI=true").MayInstall);
        Assert.True(Create([], "CI=woodpecker").MayInstall);
        Assert.True(Create([], "CI=woodpecker").IsCi);
        Assert.False(Create([], "CI=false").IsCi);
        Assert.False(Create(["INSTALL=0"], "CI=true").MayInstall);
        Assert.True(Create(["INSTALL=1"]).MayInstall);
    }

    [Fact]
    public void SourceDateEpoch_has_a_fixed_default_and_can_be_set()
    {
        Assert.Equal(SourceDateEpoch.Default, Create([]).SourceDateEpoch);
        Assert.Equal(7, Create([], "SOURCE_DATE_EPOCH=7").SourceDateEpoch.Seconds);
    }

    [Fact]
    public void Engine_is_taken_from_DOCKER_HOST()
    {
        var context = Create([], "DOCKER_HOST=tcp://engine:2375");

        Assert.Equal("tcp://engine:2375", context.Variables[BuildVariables.Engine]);
    }

    [Fact]
    public void FromCaller_starts_where_the_person_is()
    {
        var paths = Create([]).Paths;

        Assert.Equal("/home/someone/disk.raw", paths.FromCaller("disk.raw"));
        Assert.Equal("/disk.raw", paths.FromCaller("/disk.raw"));
        Assert.Equal("artifacts/bin", paths.Show(paths.Bin));
    }
}
