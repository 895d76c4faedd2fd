using System.CommandLine;
using Imager.Arguments;
using Imager.Core;
using Imager.Profiles.MachineConfig;

namespace Imager.Cli.Commands;

/// <summary><c>imager cmdline network|config</c>: kernel arguments made from something richer.</summary>
internal static class CmdlineCommand
{
    internal static Command Create(ConsoleHost host) =>
        new("cmdline", "Make kernel arguments from a machine configuration or from configuration URL options.")
        {
            Network(host), Config(host),
        };

    private static Command Network(ConsoleHost host)
    {
        var machine = new Option<string>("--from-machine-config") { Description = "Machine configuration to convert.", Required = true };
        var command = new Command("network", "Print ip=, bond= and vlan= arguments, and say what they cannot carry.") { machine };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(machine);
            var text = new InputFiles(host.In.ReadToEnd).ReadText(path, "machine configuration");
            Print(host, MachineNetworkConverter.ToKernelArguments(text, path));
        });
        return command;
    }

    private static Command Config(ConsoleHost host)
    {
        var options = new ConfigUrlOptionSet();
        var platform = new Option<string>("--platform") { Description = "Platform the machine runs on.", DefaultValueFactory = _ => "metal" };
        var command = new Command("config", "Print talos.config= and its OAuth arguments, checked.") { platform };
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (options.Read(parsed) is not { } given)
            {
                throw new InvalidInputException("IMG2735", "nothing to print: give --config-url URL.");
            }

            Print(host, ConfigUrlArguments.Create(given, parsed.GetValue(platform)!));
        });
        return command;
    }

    private static void Print(ConsoleHost host, KernelArguments made)
    {
        var arguments = made.EnsureValid();
        foreach (var warning in made.Warnings)
        {
            host.Error.WriteLine($"imager: warning: {warning}");
        }

        host.Out.WriteLine(string.Join(' ', arguments));
    }
}
