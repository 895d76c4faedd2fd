using System.CommandLine;
using System.Text;
using Imager.Arguments;
using Imager.Core;
using Imager.Formats.Meta;
using Imager.MetaEditing;
using Imager.Profiles;
using Imager.Profiles.MachineConfig;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;

namespace Imager.Cli.Commands;

/// <summary><c>imager meta encode|decode|show|set|network</c>.</summary>
internal static class MetaCommand
{
    internal static Command Create(ConsoleHost host) => new("meta", "Encode, decode, read and change META values.")
    {
        Encode(host), Decode(host), Show(host), Set(host), Network(host),
    };

    private static Command Encode(ConsoleHost host)
    {
        var values = ValuesArgument(ArgumentArity.OneOrMore);
        var version = new Option<string?>("--target-version") { Description = "Target OS version; below 1.6.3 nothing is compressed." };
        var argument = new Option<bool>("--kernel-arg") { Description = "Print the whole kernel argument." };
        var command = new Command("encode", "Print values as INSTALLER_META_BASE64.") { values, version, argument };
        command.SetAction(parsed =>
        {
            var inputs = new InputFiles(host.In.ReadToEnd);
            var meta = parsed.GetRequiredValue(values).Select(text => MetaArguments.Read(text, inputs)).ToList();
            var gates = new VersionGates(
                parsed.GetValue(version) is { } text ? TargetVersion.Parse(text) : TargetVersion.Default);
            var encoded = InstallerMetaEncoding.Encode(meta, gates.CompressedMetaEnvironment);
            host.Out.WriteLine((parsed.GetValue(argument) ? InstallerMetaEncoding.ArgumentPrefix : string.Empty) + encoded);
        });
        return command;
    }

    private static Command Decode(ConsoleHost host)
    {
        var text = new Argument<string>("text") { Description = "The Base64 text, a kernel command line that carries it, or - for standard input." };
        var json = JsonOption();
        var command = new Command("decode", "Print the values of an INSTALLER_META_BASE64 text.") { text, json };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(text);
            given = (given == "-" ? host.In.ReadToEnd() : given).Trim();
            var encoded = InstallerMetaEncoding.FindOnCommandLine(given) ?? given;
            var values = InstallerMetaEncoding.Decode(encoded)
                .Select(value => new AdvEntry(value.Key, Encoding.UTF8.GetBytes(value.Value)));
            Print(host, new MetaReport("text", [.. values], []), parsed.GetValue(json));
        });
        return command;
    }

    private static Command Show(ConsoleHost host)
    {
        var image = ImageArgument();
        var json = JsonOption();
        var key = new Option<string?>("--key") { Description = "Print this value alone, byte for byte: a number or a name." };
        var command = new Command("show", "Print the META values of a raw disk, an ISO image or a META partition dump.") { image, key, json };
        command.SetAction(parsed =>
        {
            var report = MetaImage.Show(parsed.GetRequiredValue(image));
            if (parsed.GetValue(key) is not { } wanted)
            {
                Print(host, report, parsed.GetValue(json));
                return;
            }

            if (!MetaKey.TryFind(wanted, out var number))
            {
                throw new InvalidInputException("IMG2730", $"--key \"{wanted}\" is neither a number from 1 to 255 nor a known name.");
            }

            var entry = report.Values.LastOrDefault(value => value.Tag == number) ?? throw new InvalidInputException(
                "IMG2731", $"the image has no META value {MetaKey.Describe(number)}.");
            using var output = host.OpenStandardOutput();
            output.Write(entry.Value.Span);
        });
        return command;
    }

    private static Command Set(ConsoleHost host)
    {
        var image = ImageArgument();
        var values = ValuesArgument(ArgumentArity.ZeroOrMore);
        var delete = new Option<string[]>("--delete") { Description = "Key to remove. Repeatable.", DefaultValueFactory = _ => [] };
        var unchecked0xa = new Option<bool>("--no-meta-validation") { Description = "Do not check the 0xa network document." };
        var command = new Command("set", "Change META values of a finished image in place.") { image, values, delete, unchecked0xa };
        command.SetAction((parsed, cancellationToken) =>
        {
            var inputs = new InputFiles(host.In.ReadToEnd);
            var meta = (parsed.GetValue(values) ?? []).Select(text => MetaArguments.Read(text, inputs)).ToList();
            if (!parsed.GetValue(unchecked0xa))
            {
                meta.ForEach(CheckNetwork);
            }

            var changes = (parsed.GetValue(delete) ?? []).Select(text => (KeyOf(text), (string?)null))
                .Concat(meta.Select(value => (value.Key, (string?)value.Value)))
                .ToList();
            if (changes.Count == 0)
            {
                throw new InvalidInputException("IMG2732", "nothing to change: give KEY=VALUE, KEY=@FILE or --delete KEY.");
            }

            MetaImage.Set(parsed.GetRequiredValue(image), changes, cancellationToken);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Network(ConsoleHost host)
    {
        var machine = new Option<string?>("--from-machine-config") { Description = "Machine configuration to convert." };
        var check = new Option<string?>("--check") { Description = "Network document (YAML or JSON) to check." };
        var command = new Command("network", "Make the 0xa network document from a machine configuration, or check one.") { machine, check };
        command.SetAction(parsed =>
        {
            var inputs = new InputFiles(host.In.ReadToEnd);
            var (machinePath, checkPath) = (parsed.GetValue(machine), parsed.GetValue(check));
            if ((machinePath is null) == (checkPath is null))
            {
                throw new InvalidInputException("IMG2733", "give one of --from-machine-config FILE and --check FILE.");
            }

            var result = machinePath is not null
                ? MachineNetworkConverter.ToNetworkDocument(inputs.ReadText(machinePath, "machine configuration"), machinePath)
                : NetworkDocument.Parse(inputs.ReadText(checkPath!, "network document"), checkPath!);
            var document = result.EnsureValid();
            foreach (var warning in result.Warnings)
            {
                host.Error.WriteLine($"imager: warning: {warning}");
            }

            if (machinePath is not null)
            {
                host.Out.Write(document.ToYaml());
            }
        });
        return command;
    }

    private static void CheckNetwork(MetaValue value)
    {
        if (value.Key == MetaKey.MetalNetworkPlatformConfig)
        {
            NetworkDocument.Parse(value.Value, "META 0xa").EnsureValid();
        }
    }

    private static byte KeyOf(string text) => MetaKey.TryFind(text, out var key) && key != 0
        ? key
        : throw new InvalidInputException("IMG2734", $"--delete \"{text}\" is neither a number from 1 to 255 nor a known name.");

    private static void Print(ConsoleHost host, MetaReport report, bool asJson)
    {
        host.Out.Write(asJson ? MetaText.ToJson(report) : MetaText.ToText(report));
        foreach (var problem in report.Problems)
        {
            host.Error.WriteLine($"imager: warning: {problem}");
        }
    }

    private static Argument<string> ImageArgument() => new("image") { Description = "Raw disk image, ISO image or META partition dump." };

    private static Argument<string[]> ValuesArgument(ArgumentArity arity) =>
        new("values") { Description = "KEY=VALUE or KEY=@FILE, for example 0xa=@network.yaml.", Arity = arity };

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };
}
