using System.CommandLine;
using Imager.Cli.Completion;

namespace Imager.Cli.Commands;

/// <summary><c>imager completion SHELL</c>: prints the shell's start-up snippet.</summary>
internal static class CompletionCommand
{
    internal static Command Create(ConsoleHost host)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.CompletionSources.Add(CompletionScripts.Shells.ToArray());
        var command = new Command("completion", "Print a completion script for bash, zsh, fish or pwsh.") { shell };
        command.SetAction(parsed => host.Out.Write(CompletionScripts.For(parsed.GetRequiredValue(shell))));
        return command;
    }
}
