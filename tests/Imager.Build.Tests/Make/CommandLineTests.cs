using Imager.Build.Make;
using Imager.Core;

namespace Imager.Build.Tests.Make;

public class CommandLineTests
{
    [Fact]
    public void Parse_keeps_targets_and_assignments_in_any_order()
    {
        var line = CommandLine.Parse(["ARCH=arm64", "kernel", "PUSH=", "initramfs", "IMAGER_ARGS=--meta 0xa=b"]);

        Assert.Equal(["kernel", "initramfs"], line.Targets);
        Assert.Equal("arm64", line.Assignments["ARCH"]);
        Assert.Equal(string.Empty, line.Assignments["PUSH"]);
        Assert.Equal("--meta 0xa=b", line.Assignments["IMAGER_ARGS"]);
        Assert.Equal(MakeAction.Run, line.Action);
    }

    [Theory]
    [InlineData("--target=cli")]
    [InlineData("--target", "cli")]
    [InlineData("-t", "cli")]
    public void Parse_takes_targets_as_Cake_writes_them(params string[] args)
    {
        var line = CommandLine.Parse(args);

        Assert.Equal(["cli"], line.Targets);
    }

    [Theory]
    [InlineData("--dry-run", MakeAction.DryRun)]
    [InlineData("-n", MakeAction.DryRun)]
    [InlineData("--explain", MakeAction.Explain)]
    [InlineData("--list", MakeAction.List)]
    [InlineData("--tree", MakeAction.Tree)]
    [InlineData("help", MakeAction.Help)]
    [InlineData("-h", MakeAction.Help)]
    public void Parse_reads_the_action(string argument, MakeAction expected)
    {
        var line = CommandLine.Parse([argument]);

        Assert.Equal(expected, line.Action);
    }

    [Fact]
    public void Parse_turns_option_shorthands_into_variables()
    {
        var line = CommandLine.Parse(["-j", "3", "-v", "--install", "--engine=tcp://[::1]:1234"]);

        Assert.Equal("3", line.Assignments["JOBS"]);
        Assert.Equal("1", line.Assignments["V"]);
        Assert.Equal("1", line.Assignments["INSTALL"]);
        Assert.Equal("tcp://[::1]:1234", line.Assignments["ENGINE"]);
    }

    [Theory]
    [InlineData("4", "", "-j4")]
    [InlineData("16", "kernel", "--jobs", "16", "kernel")]
    [InlineData("4", "kernel", "-j", "4", "kernel")]
    [InlineData("", "kernel", "-j", "kernel")]
    [InlineData("", "kernel", "kernel", "-j")]
    [InlineData("4", "", "-j=4")]
    public void Parse_reads_jobs_as_make_does(string jobs, string targets, params string[] args)
    {
        var line = CommandLine.Parse(args);

        Assert.Equal(jobs, line.Assignments["JOBS"]);
        Assert.Equal(targets, string.Join(' ', line.Targets));
    }

    [Fact]
    public void Parse_fails_when_the_number_of_jobs_is_none() =>
        Assert.Equal("IMG2604", Assert.Throws<InvalidInputException>(() => CommandLine.Parse(["-jx"])).Code);

    [Fact]
    public void Parse_names_the_nearest_option_when_unknown()
    {
        var error = Assert.Throws<InvalidInputException>(() => CommandLine.Parse(["--explan"]));

        Assert.Equal("IMG2604", error.Code);
        Assert.Contains("\"--explain\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_fails_when_an_option_lacks_its_value()
    {
        var error = Assert.Throws<InvalidInputException>(() => CommandLine.Parse(["--target"]));

        Assert.Equal("IMG2605", error.Code);
    }
}
