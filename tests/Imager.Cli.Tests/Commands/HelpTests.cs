using Imager.Cli.Tests.Support;

namespace Imager.Cli.Tests.Commands;

public sealed class HelpTests
{
    private static readonly string[] Commands =
    [
        "profiles", "profiles list", "profiles show", "meta", "meta encode", "meta decode", "meta show", "meta set", "meta network",
        "cmdline", "cmdline network", "cmdline config", "inspect", "extract", "convert", "completion", "version",
    ];

    private static readonly string[] ContainerCommands = ["verify", "cache", "cache create"];

    [Fact]
    public void Help_of_the_program() => Verified.Matches(Page());

    [Fact]
    public void Help_of_every_command() => Verified.Matches(Pages(Commands));

    [Fact]
    public void Help_of_commands_about_containers() => Verified.Matches(Pages(ContainerCommands));

    [Fact]
    public void Help_names_every_command_of_this_test() =>
        Assert.All(Commands.Concat(ContainerCommands), command => Assert.Contains($"\n  {command.Split(' ')[^1]} ", Parent(command), StringComparison.Ordinal));

    [Fact]
    public void Help_is_at_most_100_columns_wide() =>
        Assert.All(Commands.Concat(ContainerCommands).Select(command => Page(command.Split(' '))).Append(Page()).SelectMany(page => page.Split('\n')),
            line => Assert.InRange(line.Length, 0, 100));

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("metal", "--unknown", "--help")]
    public void Help_comes_whatever_else_is_on_the_line(params string[] words) => Assert.Equal(Page(), RecordingHost.Run(words).Output);

    [Fact]
    public void Version_is_printed_by_option_and_command()
    {
        var option = RecordingHost.Run("--version");
        var command = RecordingHost.Run("version");

        Assert.Equal(option, command);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", option.Output);
    }

    private static string Parent(string command) => Page(command.Split(' ')[..^1]);

    private static string Pages(IEnumerable<string> commands) =>
        string.Concat(commands.Select(command => $"$ imager {command} --help\n{Page(command.Split(' '))}\n"));

    private static string Page(params string[] command)
    {
        var result = RecordingHost.Run([.. command, "--help"]);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        return result.Output;
    }
}
