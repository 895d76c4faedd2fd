using System.CommandLine;

namespace Imager.Cli.Commands;

/// <summary><c>imager version</c>: the same as <c>imager --version</c>.</summary>
internal static class VersionCommand
{
    internal static Command Create(ConsoleHost host, RootCommand root)
    {
        var command = new Command("version", "Print the version of this program.");
        command.SetAction(_ => root.Parse(["--version"]).Invoke(new InvocationConfiguration { Output = host.Out, Error = host.Error }));
        return command;
    }
}
